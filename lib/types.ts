import type { UIMessage } from "ai"

/** How a message stands. Only replies are ever anything but `complete`. */
export type MessageStatus = "running" | "complete" | "stopped" | "interrupted" | "failed"

/** Why a reply has no (or no whole) answer. The sentences a person reads are in `lib/words`. */
export type FailureCode =
  | "not_authorized"
  | "no_credit"
  | "unknown_model"
  | "wrong_address"
  | "rejected"
  | "too_much"
  | "rate_limited"
  | "provider_error"
  | "unreachable"
  | "insecure"
  | "timed_out"
  | "cut_off"
  | "garbled"
  | "empty"
  | "filtered"
  | "refused"
  | "tool_call"
  | "length"

export type Rating = "good" | "poor"

/** What a visitor thinks of a reply. `shared`: the operator may read it; `comment`: null when its bytes do not open. */
export type Feedback = { rating: Rating; shared: boolean; comment?: string | null }

/**
 * An answer a visitor lets the operator read. Nothing in it tells whether two of them are one visitor's: no ids, and of
 * its end only the day, as the exact instant is the same for all chats of a session. What does not open is undefined.
 */
export type SharedAnswer = {
  /** Its place in the list: microseconds since 1970 until it was shared. */
  cursor: string
  question: string | undefined
  answer: string | undefined
  /** Empty when there is none. */
  comment: string | undefined
  rating: Rating
  model: string | null
  /** ISO 8601. */
  ratedAt: string
  /** The operator's calendar day (YYYY-MM-DD) on which it will be gone, unless the visitor writes again. */
  readableUntil: string
}

/** A passage that an answer cites, as it read when the answer was written. */
export type Source = {
  /** What stands in brackets in the answer. */
  number: number
  documentId: string
  /** The version of the document that was quoted: another one may hold other words. */
  version: number
  title: string
  /** The headings above it, from the outermost in, with " › " between; may be empty. */
  heading: string
  page?: number
  /** UTF-16 units of the document's text at which it begins and ends. */
  start: number
  end: number
  text: string
}

/**
 * Where a cited passage stands in its document: with what surrounds it, as Markdown. Nothing of these when the document
 * holds another text since, or is gone.
 */
export type SourcePlace =
  | { state: "there"; before: string; passage: string; after: string }
  | { state: "changed" }
  | { state: "gone" }

/** What travels with every message besides its words. */
export type MessageMetadata = {
  status: MessageStatus
  /** ISO 8601, the database's clock. */
  createdAt: string
  /** With `failed` the reason; with `complete` only `length`: the answer reached the limit of words. */
  failure?: FailureCode
  /** The stored bytes do not open with this session's key. */
  unreadable?: boolean
  feedback?: Feedback
  /** The passages its numbers in brackets stand for. */
  sources?: Source[]
  /** The operator's documents hold nothing about the question. */
  unanswered?: boolean
  /** There are others of it. */
  version?: ChatVersion
  /** When it has just been written: the older part of the chat is being summarised, as not everything fits any more. */
  condensing?: boolean
  /** While it is being written: how often its text began anew, if it did. */
  startedOver?: number
}

/** Which of its versions a message is, from 1 on; there are two at least. */
export type ChatVersion = { number: number; of: number }

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

/** Where a message has what was searched for, in one line. */
export type Hit = { messageId: string; before: string; found: string; after: string }

/** A chat that was found by its title, or by a message. */
export type FoundChat = Chat & { hit?: Hit }

/** What a visitor has left: so many answers this hour or today, whichever is less, and in how many seconds there are more. */
export type Left = { answers: number; per: "hour" | "day"; seconds: number }

/** Chats newest first; `next` is the cursor of the following page, absent at the end. */
export type ChatPage = { chats: Chat[]; next?: string }

/** What is kept in mind of a chat: a message in which the visitor asked for something from then on. */
export type Remembered = { id: string; text: string }

/** The older part of a chat, in short, as the model is shown it. `writtenAt`: ISO 8601. */
export type ChatSummary = { text: string; writtenAt: string }

/** What is kept in mind of a chat beside its newest messages; `condensing`: its older part is being summarised. */
export type ChatMemory = { remembered?: Remembered[]; summary?: ChatSummary; condensing?: boolean }

/** Messages oldest first; `before` is the cursor of the older page, absent at the beginning. With the newest page comes the memory. */
export type MessagePage = { messages: ChatMessage[]; before?: number } & ChatMemory

/** A refusal that was foreseen: `code` for programs, `message` tells a person what to do next. */
export type Refusal = { code: RefusalCode; message: string }

export type RefusalCode =
  | "invalid"
  | "empty"
  | "too_long"
  | "malformed"
  | "not_found"
  | "busy"
  /** The chat is no longer what the page that asked shows of it. */
  | "changed"
  /** The visitor or the site has used up what there is for now; the message says when there is more. */
  | "limited"
  /** The operator has paused answering; the message is the operator's own. */
  | "paused"
  /** The database cannot be reached, or is held up: nothing was done, and the same may be asked again. */
  | "unavailable"
  /** The browser brings no cookie back. */
  | "no_cookie"
  /** The model did not answer with it when it was tried; it can be saved all the same. */
  | "untried"
  | "signed_out"
  | "wrong_password"
  | "throttled"

export type Result<T> = ({ ok: true } & T) | { ok: false; error: Refusal }

/** The field of the settings page in which a setting is changed. */
export type FieldKind = "pause" | "text" | "lines" | "prompt" | "model" | "number" | "count"
