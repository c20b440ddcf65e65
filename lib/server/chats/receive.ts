import "server-only"
import { headers } from "next/headers"
import { after } from "next/server"
import type { Left } from "@/lib/types"
import type { Refused, Why } from "@/lib/words/refusals"
import { noteStanding } from "../context/remembered"
import { findLanguage } from "../http/accept-language"
import { addressOf } from "../http/client-ip"
import { putBack, spend } from "../limits/budgets"
import { findMessage } from "../messages/messages"
import { textRefusal } from "../messages/validate"
import { isLeaving } from "../process"
import { isStanding } from "../recall/standing"
import { writeReply } from "../replies/write"
import { readCookie } from "../sessions/cookie"
import { ensureSession } from "../sessions/create"
import { touchSession } from "../sessions/lifetime"
import { findSession, recallSession, type Session } from "../sessions/session"
import { findSettings } from "../settings/settings"
import { siteRefusal } from "../spending/spending"
import type { Accepted } from "./accepted"
import { regenerateReply } from "./regenerate"
import { sendMessage } from "./send"

/** A message as a page sends it. */
type Sent = Omit<Parameters<typeof sendMessage>[1], "language">

/** A message to be answered again, as a page sends it. */
type Retry = Parameters<typeof regenerateReply>[1]

/** What the page is told. `keptUntil`: ISO 8601. */
type Received = {
  ok: true
  chatId: string
  messageId: string
  replyId: string
  title?: string
  keptUntil: string
  left?: Left
  /** It asks for something from then on, which is kept in mind. */
  isStanding?: true
}

/** What a page is told of a chat that is not its visitor's, whether or not there is one. */
export const GONE: Refused = { ok: false, error: { code: "not_found", about: "chat" } }

/** What is sent to a process that was told to go is for another one. */
const LEAVING: Refused = { ok: false, error: { code: "unavailable", about: "server" } }

/** What is written under a key that does not open is for nobody. */
export const UNREADABLE: Refused = { ok: false, error: { code: "malformed", about: "session" } }

/** Accepts a visitor's message and starts its reply. A stranger's first message makes their session. */
export async function receiveMessage(sent: Sent): Promise<Received | Refused> {
  if (isLeaving()) return LEAVING
  // Before a session is made: a refused text must leave no row and no cookie.
  const error = textRefusal(sent.text) ?? (await pauseRefusal(sent.chatId, sent.messageId))
  if (error) return { ok: false, error }
  const accept = async () => (await acceptRecalled(sent)) ?? (await acceptFrom(sent))
  return begin(sent, await withinAddressLimit(sent.chatId, sent.messageId, accept))
}

/** Begins another version of a visitor's message, or of its reply. */
export async function receiveRetry(session: Session, retry: Retry): Promise<Received | Refused> {
  if (isLeaving()) return LEAVING
  if (session.isUnreadable) return UNREADABLE
  await touchSession(session)
  return begin(
    retry,
    await withinAddressLimit(retry.chatId, retry.replyId, () => regenerateReply(session, retry)),
  )
}

/**
 * Accepts a message unless as many have come from its visitor's network as the operator allows in an hour. What was accepted
 * before still finds its reply.
 */
async function withinAddressLimit(
  chatId: string,
  id: string,
  accept: () => Promise<Accepted | Refused>,
): Promise<Accepted | Refused> {
  const { addressMessagesPerHour: limit } = await findSettings()
  if (limit === 0) return accept()
  const scope = `message/${await addressOf(await headers())}`
  const spent = await spend(scope, { limit, seconds: HOUR })
  if (!spent.ok) {
    if (await isKnown(chatId, id)) return accept()
    return { ok: false, error: { code: "limited", about: "address", seconds: spent.retryAfter } }
  }
  let isBegun = false
  try {
    const accepted = await accept()
    isBegun = accepted.ok && accepted.job !== undefined
    return accepted
  } finally {
    // Only what begins a reply counts: not the same message again, nor one that is refused.
    if (!isBegun) await putBack(scope).catch(() => {})
  }
}

/** In seconds. */
const HOUR = 3600

/** While answering is paused, only what was accepted before still finds its reply: nothing new is begun. */
export async function pauseRefusal(chatId: string, id: string): Promise<Why | undefined> {
  const { paused } = await findSettings()
  if (paused === null) return undefined
  return (await isKnown(chatId, id)) ? undefined : { code: "paused", about: "answering", notice: paused }
}

/** Whether a message, or a reply, is one of this visitor's. */
async function isKnown(chatId: string, id: string): Promise<boolean> {
  const session = await findSession()
  return session !== undefined && (await findMessage(session, chatId, id)) !== undefined
}

/** The short way for a visitor this process knows: accepting tests the live session itself. Undefined when it is gone. */
async function acceptRecalled(sent: Sent): Promise<Accepted | Refused | undefined> {
  const claim = await readCookie()
  const session = claim && recallSession(claim)
  if (!session) return undefined
  const accepted = await acceptAs(session, sent)
  return accepted.ok || accepted.error.code !== "not_found" ? accepted : undefined
}

async function acceptFrom(sent: Sent): Promise<Accepted | Refused> {
  // Something was seen of this chat, so it is no stranger's first message: its visitor's session is gone, and so is the chat.
  const isStranger = !(await findSession())
  if (sent.lastSeen && isStranger) return GONE
  // Who is not answered today is no visitor yet: no row, no cookie.
  const refused = isStranger ? await siteRefusal() : undefined
  if (refused) return refused
  return acceptAs(await ensureSession(sent), sent)
}

async function acceptAs(session: Session, sent: Sent): Promise<Accepted | Refused> {
  if (session.isUnreadable) return UNREADABLE
  await touchSession(session)
  return sendMessage(session, { ...sent, language: await findLanguage() })
}

function begin(
  { chatId, messageId, text, rewordedId }: Pick<Retry, "chatId" | "messageId" | "text" | "rewordedId">,
  accepted: Accepted | Refused,
): Received | Refused {
  if (!accepted.ok) return accepted
  const { job, replyId, title, keptUntil, left } = accepted
  const standing = job && text !== undefined && isStanding(text)
  if (job) after(writeReply(job))
  if (standing) after(noteStanding(job.lease.session, rewordedId ?? messageId))
  return {
    ok: true,
    chatId,
    messageId,
    replyId,
    title,
    keptUntil: keptUntil.toISOString(),
    left,
    ...(standing && { isStanding: true }),
  }
}
