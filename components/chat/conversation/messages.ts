import type { ChatMessage, MessagePage } from "@/lib/types"

/** The words of a message as they were written. */
export function textOf(message: ChatMessage): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).join("")
}

/** The messages with one of them as it is now, at its place or else at the end. */
export function withMessage(messages: ChatMessage[], message: ChatMessage): ChatMessage[] {
  const known = messages.some(({ id }) => id === message.id)
  return known ? messages.map((had) => (had.id === message.id ? message : had)) : [...messages, message]
}

/** The messages with their end as it is now: whatever was there from its first one on is no more, nor before it if nothing is. */
export function withNewest(
  messages: ChatMessage[],
  { messages: newest, before }: MessagePage,
): ChatMessage[] {
  const at = before === undefined ? 0 : messages.findIndex(({ id }) => id === newest[0]?.id)
  return [...messages.slice(0, Math.max(at, 0)), ...newest]
}

/** A question, and the answer that is shown below it. */
export function withAnswer(messages: ChatMessage[], questionId: string): string[] {
  const at = messages.findIndex(({ id }) => id === questionId)
  const next = messages[at + 1]
  return next?.role === "assistant" ? [questionId, next.id] : [questionId]
}

/** The messages but those. */
export function without(messages: ChatMessage[], ids: string[]): ChatMessage[] {
  return messages.filter(({ id }) => !ids.includes(id))
}
