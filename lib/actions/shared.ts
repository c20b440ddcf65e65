"use server"

import { z } from "zod"
import { findAdmin, SIGNED_OUT } from "@/lib/server/admin/session"
import { FOREIGN, isOwnPage } from "@/lib/server/http/same-origin"
import { markSharedSeen } from "@/lib/server/messages/shared-seen"
import type { Result } from "@/lib/types"

const input = z.object({ cursor: z.string().regex(/^\d{1,17}$/) })

/** The operator has seen shared answers up to this one: they are no longer new. */
export async function seeShared(given: z.input<typeof input>): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  if (!(await findAdmin())) return SIGNED_OUT
  const parsed = input.safeParse(given)
  if (!parsed.success) return { ok: false, error: { code: "invalid", message: "There is no such answer." } }
  await markSharedSeen(parsed.data.cursor)
  return { ok: true }
}
