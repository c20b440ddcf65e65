import type { Sql } from "@/drizzle/client"

/** One memory turn: the last 50 messages are read and two new ones stored. Returns how many were read. */
export type Turn = (visitor: number) => Promise<number>

const LOADED = 50

/** The floor: what the list in the process did, one per visitor. */
export function mapTurn(messages: number, visitors: number, text: string): Turn {
  const lists = new Map<number, string[]>()
  for (let visitor = 0; visitor < visitors; visitor++)
    lists.set(visitor, new Array(messages / visitors).fill(text))
  return async (visitor) => {
    const list = lists.get(visitor) ?? []
    const loaded = list.slice(-LOADED)
    list.push(text, text)
    return loaded.length
  }
}

/**
 * The yardstick: the same turn as plain text in one table with the keys and the foreign key of `messages`, hand-written,
 * prepared, in two round trips. It checks no session, holds no lease and would answer a repeated message twice.
 */
export function plainTurn(sql: Sql, chats: { session: string; chat: string }[], text: string): Turn {
  return async (visitor) => {
    const { session, chat } = chats[visitor] ?? { session: "", chat: "" }
    const rows = await sql`
      with asked as (
        insert into plain_messages (session_id, chat_id, position, id, role, body)
        select ${session}::uuid, ${chat}::uuid, 1 + coalesce((
          select max(position) from plain_messages where session_id = ${session} and chat_id = ${chat}), 0),
          gen_random_uuid(), 'user', ${text}
        returning position
      )
      select m.role, m.body, asked.position from asked left join lateral (
        select role, body, position from plain_messages where session_id = ${session} and chat_id = ${chat}
        order by position desc limit ${LOADED}
      ) m on true`
    await sql`
      insert into plain_messages (session_id, chat_id, position, id, role, body)
      values (${session}, ${chat}, ${rows[0]?.position + 1}, gen_random_uuid(), 'assistant', ${text})`
    return rows.length
  }
}

export async function createPlainTable(sql: Sql): Promise<void> {
  await sql`
    create table plain_messages (
      session_id uuid not null, chat_id uuid not null, position int not null, id uuid not null,
      role text not null, status text not null default 'complete', body text not null, tokens int not null default 60,
      created_at timestamptz not null default now(),
      primary key (session_id, id), unique (session_id, chat_id, position),
      foreign key (session_id, chat_id) references chats on delete cascade
    )`
}
