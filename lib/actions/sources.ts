"use server"

import { findSource } from "@/lib/server/messages/source"
import { sourceInput } from "@/lib/validation"
import type { Why } from "@/lib/words/refusals"
import { visitorAction } from "./guard"

/** What is not this visitor's and what is none at all are refused alike. */
const NOT_FOUND: Why = { code: "not_found", about: "source" }

/** The surroundings of a passage that an answer cites. */
export const readSource = visitorAction(
  sourceInput,
  { unreadable: NOT_FOUND, stranger: NOT_FOUND },
  async (session, asked) => {
    const place = await findSource(session, asked)
    return place ? { ok: true, place } : { ok: false, error: NOT_FOUND }
  },
)
