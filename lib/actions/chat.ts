"use server"

import * as chats from "@/lib/server/chats/chats"
import * as deletion from "@/lib/server/chats/delete"
import * as pages from "@/lib/server/chats/page"
import { GONE, pauseRefusal, receiveMessage, receiveRetry, UNREADABLE } from "@/lib/server/chats/receive"
import * as search from "@/lib/server/chats/search"
import * as remembered from "@/lib/server/context/remembered"
import * as messages from "@/lib/server/messages/messages"
import * as versions from "@/lib/server/messages/versions"
import * as removal from "@/lib/server/removal/question"
import * as running from "@/lib/server/replies/running"
import {
  chatInput,
  chatPageInput,
  messageInput,
  messagePageInput,
  regenerateInput,
  renameInput,
  searchInput,
  sendInput,
  versionInput,
} from "@/lib/validation"
import type { Refused, Why } from "@/lib/words/refusals"
import { openAction, visitorAction } from "./guard"

const INVALID: Why = { code: "invalid", about: "message" }
const BAD_TITLE: Why = { code: "invalid", about: "title" }
const BUSY: Why = { code: "busy", about: "versions" }
const REMOVED_LATER: Why = { code: "busy", about: "removal" }
/** What is not this visitor's and what is none at all are refused alike. */
const NOT_THERE = { unreadable: GONE.error, stranger: GONE.error }
/** The same where a question is meant. */
const NOT_SHOWN: Refused = { ok: false, error: { code: "not_found", about: "question" } }

/** Accepts a visitor's message and starts its reply. A stranger's first message makes their session. */
export const sendMessage = openAction(sendInput, INVALID, receiveMessage)

/** Answers a question again (Retry), with new words when `text` is given (Edit): another version of it. */
export const regenerateReply = visitorAction(
  regenerateInput,
  {
    unreadable: INVALID,
    unfit: ({ chatId, replyId }) => pauseRefusal(chatId, replyId),
    stranger: GONE.error,
  },
  receiveRetry,
)

/** Shows the version before or after the one that is shown of a message, and what was written below it. Gives the chat as it is then. */
export const showVersion = visitorAction(versionInput, NOT_THERE, async (session, asked) => {
  const turned = await versions.showVersion(session, asked)
  if (turned === "not_found") return GONE
  if (turned === "busy") return { ok: false, error: BUSY }
  return { ok: true, ...turned, ...(await pages.findPageWith(session, asked.chatId, turned.shown)) }
})

/**
 * Removes a question with its answer, and all other versions of both. Gives the chat as it is then, and its new title, if it has one;
 * `isGone`: it was the only question, so the chat is gone, too.
 */
export const removeQuestion = visitorAction(
  messageInput,
  { unreadable: NOT_SHOWN.error, stranger: NOT_SHOWN.error },
  async (session, asked) => {
    const removed = await removal.removeQuestion(session, asked)
    if (removed === "not_found") return NOT_SHOWN
    if (removed === "busy") return { ok: false, error: REMOVED_LATER }
    return { ok: true, ...removed, ...(await pages.findNewestPage(session, asked.chatId)) }
  },
)

/** Stops the running reply of a chat and keeps what has arrived. */
export const stopReply = visitorAction(chatInput, NOT_THERE, async (session, { chatId }) => {
  await running.stopReply(session, chatId)
  return { ok: true }
})

/** The next 50 chats after a cursor. */
export const listChats = visitorAction(chatPageInput, NOT_THERE, async (session, page) => ({
  ok: true,
  ...(await chats.listChats(session, page)),
}))

/** The chats that have every word of a text in their title or in a message, newest first, at most 50. */
export const searchChats = visitorAction(searchInput, NOT_THERE, async (session, { text }) => ({
  ok: true,
  chats: await search.searchChats(session, text),
}))

/** The last 50 messages of a chat, with what is kept in mind of it, or the 50 before a cursor. */
export const listMessages = visitorAction(messagePageInput, NOT_THERE, async (session, page) => ({
  ok: true,
  ...(page.before === undefined
    ? await pages.findNewestPage(session, page.chatId)
    : await messages.listMessages(session, page.chatId, page)),
}))

/** Keeps in mind no more what the visitor asked for from then on. Gives what still is. */
export const forgetRemembered = visitorAction(messageInput, NOT_THERE, async (session, asked) => {
  if (!(await remembered.forgetRemembered(session, asked))) return GONE
  return { ok: true, ...(await pages.findMemory(session, asked.chatId)) }
})

/** What is kept in mind of a chat now. */
export const readMemory = visitorAction(chatInput, NOT_THERE, async (session, { chatId }) => ({
  ok: true,
  ...(await pages.findMemory(session, chatId)),
}))

/** Gives a chat another title: one line, 1 to 200 characters. */
export const renameChat = visitorAction(
  renameInput,
  { ...NOT_THERE, unreadable: BAD_TITLE },
  async (session, { chatId, title }) => {
    if (session.isUnreadable) return UNREADABLE
    return (await chats.renameChat(session, chatId, title)) ? { ok: true, title } : GONE
  },
)

/** Deletes a chat with everything in it. */
export const deleteChat = visitorAction(chatInput, NOT_THERE, async (session, { chatId }) =>
  (await deletion.deleteChat(session, chatId)) ? { ok: true } : GONE,
)
