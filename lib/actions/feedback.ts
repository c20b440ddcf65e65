"use server"

import { UNREADABLE } from "@/lib/server/chats/receive"
import * as feedback from "@/lib/server/messages/feedback"
import { rateInput } from "@/lib/validation"
import type { Why } from "@/lib/words/refusals"
import { visitorAction } from "./guard"

const INVALID: Why = { code: "invalid", about: "rating" }
const NOT_FOUND: Why = { code: "not_found", about: "answer" }

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
  async (session, opinion) => {
    if (session.isUnreadable) return UNREADABLE
    return (await feedback.rateReply(session, opinion)) ? { ok: true } : { ok: false, error: NOT_FOUND }
  },
)
