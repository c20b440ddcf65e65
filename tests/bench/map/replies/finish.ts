import "server-only"
import type { FailureCode, MessageStatus } from "@/lib/types"
import { chatOf } from "../store"
import type { Lease } from "./lease"

export type Ending = {
  status: Exclude<MessageStatus, "running">
  failure?: FailureCode
  text: string
  tokens: number
  model: string
  inputTokens: number
  outputTokens: number
  firstTokenMs?: number
}

export async function finishReply({ session, chatId, messageId }: Lease, ending: Ending): Promise<boolean> {
  chatOf(session, chatId).push({ ...ending, id: messageId, role: "assistant", at: new Date() })
  return true
}
