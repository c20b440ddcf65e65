import type { UIMessage } from "ai"

/** How a message stands. Only replies are ever anything but `complete`. */
export type MessageStatus = "running" | "complete" | "stopped" | "interrupted" | "failed"

/** Why a reply has no (or no whole) answer. The sentences a person reads are in `format.ts`. */
export type FailureCode =
  | "not_authorized"
  | "rate_limited"
  | "provider_error"
  | "timed_out"
  | "cut_off"
  | "garbled"
  | "empty"
  | "length"

/** What travels with every message besides its words. */
export type MessageMetadata = {
  status: MessageStatus
  /** ISO 8601, the database's clock. */
  createdAt: string
  /** With `failed` the reason; with `complete` only `length`: the answer reached the limit of words. */
  failure?: FailureCode
  /** The stored bytes do not open with this session's key. */
  unreadable?: boolean
}

export type ChatMessage = UIMessage<MessageMetadata>

export type Chat = {
  id: string
  title: string
  /** ISO 8601 time of the last message or change. */
  updatedAt: string
  /** ISO 8601 time at which it will be gone, unless something is written before. */
  keptUntil: string
  /** Not listed, and kept only a while after its last message. */
  temporary?: boolean
}

/** Chats newest first; `next` is the cursor of the following page, absent at the end. */
export type ChatPage = { chats: Chat[]; next?: string }

/** Messages oldest first; `before` is the cursor of the older page, absent at the beginning. */
export type MessagePage = { messages: ChatMessage[]; before?: number }

/** A refusal that was foreseen: `code` for programs, `message` tells a person what to do next. */
export type Refusal = { code: RefusalCode; message: string }

export type RefusalCode = "invalid" | "empty" | "too_long" | "malformed" | "not_found" | "busy"

export type Result<T> = ({ ok: true } & T) | { ok: false; error: Refusal }
