"use server"

import { findAdmin, SIGNED_OUT } from "@/lib/server/admin"
import { FOREIGN, isOwnPage } from "@/lib/server/doors"
import { type SettingInput, settingInput } from "@/lib/server/setting-values"
import { changeSetting } from "@/lib/server/settings"
import type { Result } from "@/lib/types"

/** Sets one setting for everybody at once; null: back to the default. */
export async function saveSetting(input: SettingInput): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const admin = await findAdmin()
  if (!admin) return SIGNED_OUT
  const parsed = settingInput.safeParse(input)
  if (!parsed.success) return { ok: false, error: { code: "invalid", message: sentenceOf(parsed.error) } }
  await changeSetting(admin, parsed.data)
  return { ok: true }
}

function sentenceOf({ issues }: { issues: { message: string }[] }): string {
  return issues[0]?.message ?? ""
}
