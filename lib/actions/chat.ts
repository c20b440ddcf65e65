"use server"
// signatures agreed; bodies follow
import type { ChatPage, MessagePage, Result } from "@/lib/types"

export async function sendMessage(_input: {
  chatId: string
  messageId: string
  text: string
}): Promise<Result<{ chatId: string; messageId: string; replyId: string; title?: string }>> {
  throw new Error("being written")
}
/** Retry (no text) or edit (text): everything after the question `messageId` is replaced by a new reply `replyId`. */
export async function replaceReply(_input: {
  chatId: string
  messageId: string
  replyId: string
  text?: string
}): Promise<Result<{ chatId: string; messageId: string; replyId: string }>> {
  throw new Error("being written")
}
export async function stopReply(_input: { chatId: string }): Promise<Result<object>> {
  throw new Error("being written")
}
export async function listChats(_input: { after?: string }): Promise<Result<ChatPage>> {
  throw new Error("being written")
}
export async function listMessages(_input: { chatId: string; before: number }): Promise<Result<MessagePage>> {
  throw new Error("being written")
}
export async function renameChat(_input: {
  chatId: string
  title: string
}): Promise<Result<{ title: string }>> {
  throw new Error("being written")
}
export async function deleteChat(_input: { chatId: string }): Promise<Result<object>> {
  throw new Error("being written")
}
