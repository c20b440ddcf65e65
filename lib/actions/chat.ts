"use server"

import { after } from "next/server"
import type { z } from "zod"
import * as chats from "@/lib/server/chats/chats"
import type { Refused } from "@/lib/server/chats/conflict"
import * as deletion from "@/lib/server/chats/delete"
import { replaceReply as replace } from "@/lib/server/chats/regenerate"
import * as search from "@/lib/server/chats/search"
import { type Accepted, acceptMessage } from "@/lib/server/chats/send"
import { findLanguage } from "@/lib/server/http/accept-language"
import { FOREIGN, isOwnPage } from "@/lib/server/http/same-origin"
import * as messages from "@/lib/server/messages/messages"
import { textRefusal } from "@/lib/server/messages/validate"
import * as running from "@/lib/server/replies/running"
import { startReply } from "@/lib/server/replies/write"
import { readCookie } from "@/lib/server/sessions/cookie"
import { ensureSession } from "@/lib/server/sessions/create"
import { touchSession } from "@/lib/server/sessions/lifetime"
import { findSession, recallSession } from "@/lib/server/sessions/session"
import { findSettings } from "@/lib/server/settings/settings"
import type { Chat, ChatPage, MessagePage, Refusal, Result } from "@/lib/types"
import {
  chatInput,
  chatPageInput,
  messagePageInput,
  renameInput,
  replaceInput,
  searchInput,
  sendInput,
} from "@/lib/validation"

/** Accepts a visitor's message and starts its reply. A stranger's first message makes their session. */
export async function sendMessage(
  input: z.input<typeof sendInput>,
): Promise<
  Result<{ chatId: string; messageId: string; replyId: string; title?: string; keptUntil: string }>
> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = sendInput.safeParse(input)
  if (!parsed.success) return INVALID
  // Before a session is made: a refused text must leave no row and no cookie.
  const { chatId, messageId, text } = parsed.data
  const error = textRefusal(text) ?? (await pauseRefusal(chatId, messageId))
  if (error) return { ok: false, error }
  return begin(parsed.data, (await acceptRecalled(parsed.data)) ?? (await acceptFrom(parsed.data)))
}

/** Answers a question again (Retry), with new words when `text` is given (Edit). What followed it is replaced. */
export async function replaceReply(
  input: z.input<typeof replaceInput>,
): Promise<Result<{ chatId: string; messageId: string; replyId: string; keptUntil: string }>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = replaceInput.safeParse(input)
  if (!parsed.success) return INVALID
  const error = await pauseRefusal(parsed.data.chatId, parsed.data.replyId)
  if (error) return { ok: false, error }
  const session = await findSession()
  if (!session) return NOT_FOUND
  await touchSession(session)
  const accepted = await replace(session, parsed.data)
  return begin(parsed.data, accepted)
}

/** Stops the running reply of a chat and keeps what has arrived. */
export async function stopReply(input: z.input<typeof chatInput>): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = chatInput.safeParse(input)
  const session = await findSession()
  if (!parsed.success || !session) return NOT_FOUND
  await running.stopReply(session, parsed.data.chatId)
  return { ok: true }
}

/** The next 50 chats after a cursor. */
export async function listChats(input: z.input<typeof chatPageInput>): Promise<Result<ChatPage>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = chatPageInput.safeParse(input)
  const session = await findSession()
  if (!parsed.success || !session) return NOT_FOUND
  return { ok: true, ...(await chats.listChats(session, parsed.data)) }
}

/** The chats whose title has every word of a text, newest first, at most 50. */
export async function searchChats(input: z.input<typeof searchInput>): Promise<Result<{ chats: Chat[] }>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = searchInput.safeParse(input)
  const session = await findSession()
  if (!parsed.success || !session) return NOT_FOUND
  return { ok: true, chats: await search.searchChats(session, parsed.data.text) }
}

/** The last 50 messages of a chat, or the 50 before a cursor. */
export async function listMessages(input: z.input<typeof messagePageInput>): Promise<Result<MessagePage>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = messagePageInput.safeParse(input)
  const session = await findSession()
  if (!parsed.success || !session) return NOT_FOUND
  return { ok: true, ...(await messages.listMessages(session, parsed.data.chatId, parsed.data)) }
}

/** Gives a chat another title: one line, 1 to 200 characters. */
export async function renameChat(input: z.input<typeof renameInput>): Promise<Result<{ title: string }>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = renameInput.safeParse(input)
  if (!parsed.success) return { ok: false, error: BAD_TITLE }
  const session = await findSession()
  const { chatId, title } = parsed.data
  if (!session || !(await chats.renameChat(session, chatId, title))) return NOT_FOUND
  return { ok: true, title }
}

/** Deletes a chat with everything in it. */
export async function deleteChat(input: z.input<typeof chatInput>): Promise<Result<object>> {
  if (!(await isOwnPage())) return FOREIGN
  const parsed = chatInput.safeParse(input)
  const session = await findSession()
  if (!parsed.success || !session) return NOT_FOUND
  if (!(await deletion.deleteChat(session, parsed.data.chatId))) return NOT_FOUND
  running.abandonReply(session, parsed.data.chatId)
  return { ok: true }
}

/** While answering is paused, only what was accepted before still finds its reply: nothing new is begun. */
async function pauseRefusal(chatId: string, id: string): Promise<Refusal | undefined> {
  const { paused } = await findSettings()
  if (paused === null) return undefined
  const session = await findSession()
  const isKnown = session && (await messages.findMessage(session, chatId, id))
  return isKnown ? undefined : { code: "paused", message: paused }
}

type Sent = z.output<typeof sendInput>

/** The short way for a visitor this process knows: accepting tests the live session itself. Undefined when it is gone. */
async function acceptRecalled(sent: Sent): Promise<Accepted | Refused | undefined> {
  const claim = await readCookie()
  const session = claim && recallSession(claim)
  if (!session) return undefined
  await touchSession(session)
  const accepted = await acceptMessage(session, { ...sent, language: await findLanguage() })
  return accepted.ok || accepted.error.code !== "not_found" ? accepted : undefined
}

async function acceptFrom(sent: Sent): Promise<Accepted | Refused> {
  // Something was seen of this chat, so it is no stranger's first message: whoever saw it is gone, and so is the chat.
  if (sent.lastSeen && !(await findSession())) return NOT_FOUND
  const session = await ensureSession(sent)
  await touchSession(session)
  return acceptMessage(session, { ...sent, language: await findLanguage() })
}

const INVALID: Refused = {
  ok: false,
  error: {
    code: "invalid",
    message: "The page sent something that cannot be read. Reload it and send again.",
  },
}
const NOT_FOUND: Refused = {
  ok: false,
  error: { code: "not_found", message: "This chat is not there any more. Start a new one." },
}
const BAD_TITLE: Refusal = { code: "invalid", message: "A title needs 1 to 200 characters in one line." }

function begin({ chatId, messageId }: { chatId: string; messageId: string }, accepted: Accepted | Refused) {
  if (!accepted.ok) return accepted
  if (accepted.job) after(startReply(accepted.job))
  const { replyId, title, keptUntil } = accepted
  return { ok: true as const, chatId, messageId, replyId, title, keptUntil: keptUntil.toISOString() }
}
