import { countTokens } from "gpt-tokenizer/encoding/o200k_base"
import { query } from "@/lib/server/db/client"
import type { Session } from "@/lib/server/sessions/session"
import { ask, createVisitor } from "@/tests/support/app/visitor"

/** Tokens of a context in which `ENOUGH` questions with their answers do not fit, and are summed up once. */
export const BUDGET = 1000
export const ENOUGH = 34

export type LongChat = { visitor: Session; chatId: string; messageIds: string[] }

/** A chat of so many questions with their answers. */
export async function chatOf(questions: number): Promise<LongChat> {
  const visitor = await createVisitor()
  const { chatId, messageId } = await ask(visitor, "Where is shelf 1 of the newspapers?")
  const chat = { visitor, chatId, messageIds: [messageId] }
  await goOn(chat, questions - 1)
  return chat
}

/** So many questions more. */
export async function goOn(chat: LongChat, questions: number): Promise<void> {
  for (let more = 0; more < questions; more++) {
    const text = `Where is shelf ${chat.messageIds.length + 1} of the newspapers?`
    chat.messageIds.push((await ask(chat.visitor, text, chat.chatId)).messageId)
  }
}

/** Tokens of a prompt as a provider counts them. */
export function tokensOf(messages: { content: unknown }[]): number {
  return messages.reduce((sum, { content }) => sum + 4 + countTokens(String(content)), 3)
}

/** The summaries of a chat, written or not. */
export function rows({ chatId }: Pick<LongChat, "chatId">) {
  return query(
    ({ sql }) => sql<{ body: Buffer | null; tokens: number; position: number }[]>`
      select body, tokens, position from summaries where chat_id = ${chatId} order by position`,
  )
}

/** Those that are written. */
export async function written(chat: Pick<LongChat, "chatId">) {
  return (await rows(chat)).filter(({ body }) => body)
}

/** What counts for a visitor's day. */
export async function dayTokens({ id }: Pick<Session, "id">): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql<{ tokens: number }[]>`select day_tokens::int as tokens from sessions where id = ${id}`,
  )
  return row?.tokens ?? 0
}

/** What a counter of the site says. */
export async function counted(metric: string): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql<{ sum: number }[]>`
      select coalesce(sum(value), 0)::int as sum from usage where metric = ${metric}`,
  )
  return row?.sum ?? 0
}
