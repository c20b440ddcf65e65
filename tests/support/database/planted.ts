import { expect } from "@playwright/test"
import type { Sql } from "postgres"
import { action, answerTo, type Conversation, converse, followReply } from "../app/client"
import type { ProviderControl } from "../provider/control"
import { answer } from "../provider/scenarios"
import { listTables } from "./database"

/** What no visitor but its owner may be shown begins with this. */
export const MARK = "Zebrafinch"

/** What the owner finds where. */
export const WORDS = {
  question: `${MARK}-question`,
  answer: `${MARK}-answer`,
  title: `${MARK}-title`,
  done: '"ok":true',
}

export type Planted = Conversation & { title: string }

/** A visitor whose question, answer and title are known. */
export async function plant(provider: ProviderControl, title: string, mark = MARK): Promise<Planted> {
  await provider.play(answer(`${mark}-answer`))
  const conversation = await converse(`${mark}-question`)
  await followReply(conversation)
  await answerTo(action("renameChat", { chatId: conversation.chatId, title }), conversation.cookie)
  return { ...conversation, title }
}

/** Id of the session that has the conversation. */
export async function sessionOf(db: Sql, { messageId }: Conversation): Promise<string> {
  const [row] = await db`select session_id from messages where id = ${messageId}`
  return row?.session_id
}

/** Everything that is stored of a session, but what a running reply moves by itself. */
export async function rowsOf(db: Sql, session: string): Promise<string[]> {
  expect(session).toBeTruthy()
  const found: string[] = []
  for (const table of await listTables(db)) {
    const rows = await db<{ row: string }[]>`
      select (to_jsonb(t) - 'lease_until')::text as row from ${db(table)} t
      where ${table} <> 'reply_journal' and ${session} in (to_jsonb(t) ->> 'session_id', case when ${table} = 'sessions' then to_jsonb(t) ->> 'id' end)`
    found.push(...rows.map(({ row }) => `${table} ${row}`))
  }
  return found.sort()
}
