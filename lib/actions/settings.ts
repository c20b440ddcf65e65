"use server"

import { z } from "zod"
import { findAdmin, SIGNED_OUT } from "@/lib/server/admin/session"
import { FOREIGN, isOwnPage } from "@/lib/server/http/same-origin"
import { isConfigured } from "@/lib/server/provider/provider"
import { findObstacle, tryForOperator } from "@/lib/server/settings/model-trial"
import { modelInput, type SettingInput, settingInput, settingsOf } from "@/lib/server/settings/schema"
import { changeSetting } from "@/lib/server/settings/settings"
import type { Result } from "@/lib/types"
import { refusalFor } from "@/lib/words/refusals"
import { words } from "@/lib/words/words"

const options = z.object({ anyway: z.boolean().optional() })

/**
 * Sets one setting for everybody at once; null: back to the default. What the model does not answer with is refused as
 * `untried`, unless it is to be saved `anyway`.
 */
export async function saveSetting(input: SettingInput & z.input<typeof options>): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const admin = await findAdmin()
  if (!admin) return SIGNED_OUT
  const parsed = settingInput.safeParse(input)
  if (!parsed.success) return invalid(parsed.error)
  const { anyway = false } = options.safeParse(input).data ?? {}
  const obstacle = anyway ? undefined : await findObstacle(parsed.data)
  if (obstacle) return { ok: false, error: refusalFor(obstacle) }
  await changeSetting(admin, parsed.data)
  return { ok: true }
}

/** Asks the provider one small question with these values, saved or not; how it went, in words. */
export async function testModel(
  input: z.input<typeof modelInput>,
): Promise<Result<{ works: boolean; sentence: string }>> {
  if (!(await isOwnPage())) return FOREIGN
  const admin = await findAdmin()
  if (!admin) return SIGNED_OUT
  const parsed = modelInput.safeParse(input)
  if (!parsed.success) return invalid(parsed.error)
  if (!isConfigured()) return { ok: true, works: false, sentence: words.status.noProvider }
  const trial = await tryForOperator(settingsOf(parsed.data))
  if ("about" in trial) return { ok: false, error: refusalFor(trial) }
  return { ok: true, works: !trial.failure, sentence: words.status.trial(trial) }
}

function invalid({ issues }: { issues: { message: string }[] }): Result<never> {
  return { ok: false, error: { code: "invalid", message: issues[0]?.message ?? "" } }
}
