import { v7 as uuidv7 } from "uuid"
import type { Sql } from "@/drizzle/client"
import { bodyAssociatedData, titleAssociatedData } from "@/lib/server/crypto/associated-data"
import { seal } from "@/lib/server/crypto/seal"
import { createSession } from "@/lib/server/sessions/create"
import type { Session } from "@/lib/server/sessions/session"
import { createPlainTable } from "./yardsticks"

export type Visitor = { session: Session; chat: string }

/** Messages of every visitor's chat before the bench begins. */
export const MESSAGES_EACH = 50

/** Visitors who take part, each with one chat of 50 messages, in both tables alike. */
export async function seedVisitors(sql: Sql, visitors: number, text: string): Promise<Visitor[]> {
  await createPlainTable(sql)
  const made: Visitor[] = []
  for (let visitor = 0; visitor < visitors; visitor++) made.push(await seedVisitor(sql, text))
  await sql`vacuum analyze`
  return made
}

/** One visitor with one sealed chat of 50 messages. */
export async function seedVisitor(sql: Sql, text: string): Promise<Visitor> {
  const session = await createSession(null)
  if (!session) throw new Error("no session was made")
  const chat = uuidv7()
  await sql`
    insert into chats (session_id, id, title, revision)
    values (${session.id}, ${chat}, ${seal(session.key, titleAssociatedData(session, chat), "Bench")}, 1)`
  for (let position = 1; position <= MESSAGES_EACH; position++) {
    const row = { id: uuidv7(), role: position % 2 ? "user" : "assistant" }
    await sql`
      insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
      values (${session.id}, ${chat}, ${row.id}, ${position}, ${row.role}, 'complete', ${seal(session.key, bodyAssociatedData(session, row), text)}, 60)`
    await sql`
      insert into plain_messages (session_id, chat_id, position, id, role, body)
      values (${session.id}, ${chat}, ${position}, ${row.id}, ${row.role}, ${text})`
  }
  return { session, chat }
}

/** Chats of 50 messages whose bytes are never opened: they only have to lie there, until `total` messages are stored. */
export async function seedOthers(sql: Sql, total: number, text: string): Promise<void> {
  const [row] = await sql<{ stored: number }[]>`select count(*)::int as stored from messages`
  const chats = Math.max(0, Math.ceil((total - (row?.stored ?? 0)) / MESSAGES_EACH))
  for (let left = chats; left > 0; left -= BATCH) await seedChats(sql, Math.min(left, BATCH), text)
  await sql`vacuum analyze`
}

const BATCH = 1000

async function seedChats(sql: Sql, chats: number, text: string): Promise<void> {
  const sealed = Buffer.alloc(Buffer.byteLength(text) + 29, 7)
  await sql`
    with born as (
      insert into sessions (id, token_hash, expires_at)
      select gen_random_uuid(), ''::bytea, now() + interval '30 days' from generate_series(1, ${chats}::int) returning id
    ), keyed as (
      insert into session_keys (session_id, key_id, wrapped_key) select id, 'k1', ''::bytea from born
    ), made as (
      insert into chats (session_id, id, title, revision) select id, gen_random_uuid(), ''::bytea, 1 from born
      returning session_id, id
    ), placed as (
      select session_id, id as chat_id, gen_random_uuid() as id, n, case when n % 2 = 1 then 'user' else 'assistant' end as role
      from made, generate_series(1, ${MESSAGES_EACH}::int) n
    ), stored as (
      insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
      select session_id, chat_id, id, n, role, 'complete', ${sealed}::bytea, 60 from placed
    )
    insert into plain_messages (session_id, chat_id, position, id, role, body)
    select session_id, chat_id, n, id, role, ${text}::text from placed`
}

/** Puts older messages before a visitor's 50, so that the chat has `total`. */
export async function lengthen(sql: Sql, { session, chat }: Visitor, total: number): Promise<void> {
  const more = total - MESSAGES_EACH
  await sql`
    update messages set position = position + ${more} where session_id = ${session.id} and chat_id = ${chat}`
  await sql`
    insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
    select ${session.id}::uuid, ${chat}::uuid, gen_random_uuid(), n, 'user', 'complete', ${Buffer.alloc(285, 7)}::bytea, 60
    from generate_series(1, ${more}::int) n`
  await sql`vacuum analyze messages`
}
