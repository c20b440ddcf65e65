"use server"

import { z } from "zod"
import { isConfigured } from "@/lib/server/provider/provider"
import { findObstacle, tryForOperator } from "@/lib/server/settings/model-trial"
import { modelInput, settingInput, settingsOf } from "@/lib/server/settings/schema"
import { changeSetting } from "@/lib/server/settings/settings"
import type { Refusal } from "@/lib/types"
import { refusalFor } from "@/lib/words/refusals"
import { words } from "@/lib/words/words"
import { adminAction } from "./guard"

/** `anyway`: without trying it; left out, or unreadable: no. */
const saveInput = settingInput.and(z.object({ anyway: z.boolean().optional() }).catch({}))

/** Each value has a sentence of its own for what it may not be. */
const firstProblem = ({ issues }: z.ZodError): Refusal => ({
  code: "invalid",
  message: issues[0]?.message ?? "",
})

/**
 * Sets one setting for everybody at once; null: back to the default. What the model does not answer with is refused as
 * `untried`, unless it is to be saved `anyway`.
 */
export const saveSetting = adminAction(saveInput, firstProblem, async (admin, change) => {
  const obstacle = change.anyway ? undefined : await findObstacle(change)
  if (obstacle) return { ok: false, error: refusalFor(obstacle) }
  await changeSetting(admin, change)
  return { ok: true }
})

/** Asks the provider one small question with these values, saved or not; how it went, in words. */
export const testModel = adminAction(modelInput, firstProblem, async (_admin, values) => {
  if (!isConfigured()) return { ok: true, works: false, sentence: words.status.noProvider }
  const trial = await tryForOperator(settingsOf(values))
  if ("about" in trial) return { ok: false, error: refusalFor(trial) }
  return { ok: true, works: !trial.failure, sentence: words.status.trial(trial) }
})
