"use server"

import { z } from "zod"
import { eraseAsker, shorterThan } from "@/lib/server/my-data/erase"
import { endOfSession, shortenLifetime } from "@/lib/server/sessions/lifetime"
import type { Refusal, Result } from "@/lib/types"
import { NO_INPUT, openAction, visitorAction } from "./guard"

/** What was erased: counts, no content. `erasedAt`: ISO 8601, null when nothing was stored. */
export type Receipt = { erasedAt: string | null; chats: number; messages: number }

const NOTHING_STORED: Refusal = { code: "not_found", message: "Nothing is stored any more. Reload the page." }
const NOT_SHORTER: Refusal = {
  code: "invalid",
  message:
    "The time can only be made shorter than it is now. Reload the page and choose one of those offered.",
}

/** What cannot be read is no shorter time. */
const keepShorterInput = z.object({ retention: z.int() }).catch({ retention: Number.NaN })

/** Erases everything the visitor owns and their cookie. A stranger, and a second time, get the same empty receipt. */
export const eraseEverything = openAction(...NO_INPUT, async (): Promise<Result<Receipt>> => {
  const erased = await eraseAsker()
  const { erasedAt, chats, messages } = erased ?? { chats: 0, messages: 0 }
  return { ok: true, erasedAt: erasedAt?.toISOString() ?? null, chats, messages }
})

/** The visitor wants to be forgotten `retention` seconds after their last message: one of the shorter spans offered. */
export const keepShorter = visitorAction(
  keepShorterInput,
  { unreadable: NOT_SHORTER, stranger: NOTHING_STORED },
  async (session, { retention }): Promise<Result<{ keptUntil: string }>> => {
    if (!shorterThan(session.lifetime).includes(retention)) return { ok: false, error: NOT_SHORTER }
    await shortenLifetime(session, retention)
    return { ok: true, keptUntil: endOfSession(session).toISOString() }
  },
)
