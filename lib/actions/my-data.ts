"use server"

import { z } from "zod"
import { eraseAsker, shorterThan } from "@/lib/server/my-data/erase"
import { ACROSS, forgetMemory } from "@/lib/server/recall/recall"
import { endOfSession, shortenLifetime } from "@/lib/server/sessions/lifetime"
import * as sessions from "@/lib/server/sessions/session"
import type { Outcome, Why } from "@/lib/words/refusals"
import { NO_INPUT, openAction, visitorAction } from "./guard"

/** What was erased: counts, no content. `erasedAt`: ISO 8601, null when nothing was stored. */
export type Receipt = { erasedAt: string | null; chats: number; messages: number }

const NOTHING_STORED: Why = { code: "not_found", about: "anything" }
const NOT_SHORTER: Why = { code: "invalid", about: "time" }

/** What cannot be read is no shorter time. */
const keepShorterInput = z.object({ retention: z.int() }).catch({ retention: Number.NaN })

/** `receipt`: an id the page makes up. Without one, and where it cannot be read, everything is erased all the same. */
const eraseInput = z.object({ receipt: z.uuid() }).optional().catch(undefined)

/**
 * Erases everything the visitor owns and their cookie. A stranger, and a second time, get the same empty receipt; a page that
 * asks again with the same `receipt`, as the answer was lost, the one of the first time.
 */
export const eraseEverything = openAction(
  eraseInput,
  NO_INPUT[1],
  async (input): Promise<Outcome<Receipt>> => {
    const erased = await eraseAsker(input?.receipt ?? null)
    const { erasedAt, chats, messages } = erased ?? { chats: 0, messages: 0 }
    return { ok: true, erasedAt: erasedAt?.toISOString() ?? null, chats, messages }
  },
)

/** What the visitor says in one chat is remembered in others, or no more. */
export const rememberAcross = visitorAction(
  z.object({ on: z.boolean() }),
  { unreadable: NO_INPUT[1], stranger: NOTHING_STORED },
  async (session, { on }): Promise<Outcome<{ on: boolean }>> => {
    await sessions.rememberAcross(session, on)
    if (!on) forgetMemory(session, ACROSS)
    return { ok: true, on }
  },
)

/** Whether it is. */
export const isRememberedAcross = visitorAction(
  NO_INPUT[0],
  { unreadable: NO_INPUT[1], stranger: NOTHING_STORED },
  async (session): Promise<Outcome<{ on: boolean }>> => ({ ok: true, on: session.acrossChats === true }),
)

/** The visitor wants to be forgotten `retention` seconds after their last message: one of the shorter spans offered. */
export const keepShorter = visitorAction(
  keepShorterInput,
  { unreadable: NOT_SHORTER, stranger: NOTHING_STORED },
  async (session, { retention }): Promise<Outcome<{ keptUntil: string }>> => {
    if (!shorterThan(session.lifetime).includes(retention)) return { ok: false, error: NOT_SHORTER }
    await shortenLifetime(session, retention)
    return { ok: true, keptUntil: endOfSession(session).toISOString() }
  },
)
