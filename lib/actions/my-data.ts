"use server"

import { z } from "zod"
import { FOREIGN, isOwnPage } from "@/lib/server/http/same-origin"
import { eraseAsker, shorterThan } from "@/lib/server/my-data/erase"
import { endOfSession, shortenLifetime } from "@/lib/server/sessions/lifetime"
import { findSession } from "@/lib/server/sessions/session"
import type { Refusal, Result } from "@/lib/types"

/** What was erased: counts, no content. `erasedAt`: ISO 8601, null when nothing was stored. */
export type Receipt = { erasedAt: string | null; chats: number; messages: number }

const keepShorterInput = z.object({ retention: z.int() })

/** Erases everything the visitor owns and their cookie. A stranger, and a second time, get the same empty receipt. */
export async function eraseEverything(): Promise<Result<Receipt>> {
  if (!(await isOwnPage())) return FOREIGN
  const erased = await eraseAsker()
  return {
    ok: true,
    erasedAt: erased?.erasedAt.toISOString() ?? null,
    chats: erased?.chats ?? 0,
    messages: erased?.messages ?? 0,
  }
}

/** The visitor wants to be forgotten `retention` seconds after their last message: one of the shorter spans offered. */
export async function keepShorter(
  input: z.input<typeof keepShorterInput>,
): Promise<Result<{ keptUntil: string }>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = keepShorterInput.safeParse(input)
  const session = await findSession()
  if (!session) return { ok: false, error: NOTHING_STORED }
  if (!parsed.success || !shorterThan(session.lifetime).includes(parsed.data.retention))
    return { ok: false, error: NOT_SHORTER }
  await shortenLifetime(session, parsed.data.retention)
  return { ok: true, keptUntil: endOfSession(session).toISOString() }
}

const NOTHING_STORED: Refusal = { code: "not_found", message: "Nothing is stored any more. Reload the page." }
const NOT_SHORTER: Refusal = {
  code: "invalid",
  message:
    "The time can only be made shorter than it is now. Reload the page and choose one of those offered.",
}
