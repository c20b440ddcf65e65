"use server"

import type { z } from "zod"
import { FOREIGN, isOwnPage } from "@/lib/server/http/same-origin"
import * as feedback from "@/lib/server/messages/feedback"
import { findSession } from "@/lib/server/sessions/session"
import type { Refusal, Result } from "@/lib/types"
import { rateInput } from "@/lib/validation"

/**
 * Rates a reply, changes the rating, its comment and whether the operator may read it, or takes all of it back. No
 * activity: what a visitor thinks of an answer does not make their data be kept any longer.
 */
export async function rateReply(input: z.input<typeof rateInput>): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = rateInput.safeParse(input)
  if (!parsed.success) return { ok: false, error: INVALID }
  const error = feedback.commentRefusal(parsed.data.comment ?? "")
  if (error) return { ok: false, error }
  const session = await findSession()
  if (!session || !(await feedback.rateReply(session, parsed.data))) return { ok: false, error: NOT_FOUND }
  return { ok: true }
}

const INVALID: Refusal = {
  code: "invalid",
  message: "The page sent something that cannot be read. Reload it and rate again.",
}
const NOT_FOUND: Refusal = {
  code: "not_found",
  message: "This answer is not stored any more, so it cannot be rated. Reload the page.",
}
