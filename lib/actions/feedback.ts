"use server"

import * as feedback from "@/lib/server/messages/feedback"
import type { Refusal } from "@/lib/types"
import { rateInput } from "@/lib/validation"
import { visitorAction } from "./guard"

const INVALID: Refusal = {
  code: "invalid",
  message: "The page sent something that cannot be read. Reload it and rate again.",
}
const NOT_FOUND: Refusal = {
  code: "not_found",
  message: "This answer is not stored any more, so it cannot be rated. Reload the page.",
}

/**
 * Rates a reply, changes the rating, its comment and whether the operator may read it, or takes all of it back. No
 * activity: what a visitor thinks of an answer does not make their data be kept any longer.
 */
export const rateReply = visitorAction(
  rateInput,
  {
    unreadable: INVALID,
    unfit: ({ comment = "" }) => feedback.commentRefusal(comment),
    stranger: NOT_FOUND,
  },
  async (session, opinion) =>
    (await feedback.rateReply(session, opinion)) ? { ok: true } : { ok: false, error: NOT_FOUND },
)
