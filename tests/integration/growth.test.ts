import { drizzle } from "drizzle-orm/postgres-js"
import { v7 as uuidv7 } from "uuid"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Client } from "@/drizzle/client"
import { findChat, listChats } from "@/lib/server/chats/chats"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { searchChats } from "@/lib/server/chats/search"
import { cleanUp, previewCleanup } from "@/lib/server/cleanups/cleanup"
import { query } from "@/lib/server/db/client"
import { Lane } from "@/lib/server/db/lane"
import { applyRetention, findOverdue } from "@/lib/server/expiry/expiry"
import { rateReply } from "@/lib/server/messages/feedback"
import { findMessage, listMessages } from "@/lib/server/messages/messages"
import { exportOf } from "@/lib/server/my-data/export"
import { writeReply } from "@/lib/server/replies/write"
import { ask, createVisitor, findAgain } from "@/tests/support/app/visitor"
import "@/tests/support/provider/scripted"
import type { Session } from "@/lib/server/sessions/session"

/** Sessions, each with a chat of four messages, and messages of the one long chat; the second time twenty times as many. */
const SMALL = { sessions: 1_000, messages: 400 }
const LARGE = { sessions: 20_000, messages: 8_000 }

/** Blocks of 8 kB that a statement may read more of the large database than of the small one: an index is a level higher, a page is split. */
const FACTOR = 2
const SLACK = 40

/** The type's number in Postgres. */
const TIMESTAMPTZ = 1184

type Seen = { text: string; params: unknown[] }

const real = Lane.prototype.run
let seen: Map<string, Seen> | undefined

beforeAll(() => {
  Lane.prototype.run = function (this: Lane, statement, within, options) {
    return real.call(
      this,
      (client) => statement(seen ? recording(client, seen) : client) as PromiseLike<never>,
      within,
      options,
    )
  } as typeof real
})
afterAll(() => {
  Lane.prototype.run = real
})

test("no statement of what visitors and cleanups do reads more as sessions and messages grow", async () => {
  const small = await costsOf(SMALL)
  const large = await costsOf(LARGE)
  const grown = [...large]
    .filter(([text, { blocks }]) => blocks > FACTOR * (small.get(text)?.blocks ?? 0) + SLACK)
    .map(
      ([text, { blocks, what }]) =>
        `${what}: ${small.get(text)?.blocks} → ${blocks} blocks: ${text.replace(/\s+/g, " ").slice(0, 300)}`,
    )
  expect(large.size).toBeGreaterThan(25)
  expect(grown).toEqual([])
})

/** What each statement reads, by its text, in a database of that size. */
async function costsOf(size: typeof SMALL) {
  await seed(size.sessions)
  const visitor = await createVisitor()
  const long = await ask(visitor, "How long is this chat?")
  await lengthen(visitor, long.chatId, size.messages)
  await query(({ sql }) => sql`vacuum analyze`)
  const costs = new Map<string, { blocks: number; what: string }>()
  for (const [what, act] of Object.entries(acts(visitor, long))) {
    seen = new Map()
    await act()
    const statements = [...seen.values()]
    seen = undefined
    for (const { text, params } of statements) {
      const blocks = await blocksOf(text, params)
      const had = costs.get(text)
      if (!had || blocks > had.blocks) costs.set(text, { blocks, what })
    }
  }
  return costs
}

/** Everything that is done with a long chat, and by a cleanup that finds nothing. */
function acts(
  visitor: Session,
  { chatId, messageId, replyId }: Awaited<ReturnType<typeof ask>>,
): Record<string, () => Promise<unknown>> {
  return {
    "being recognised": () => findAgain(visitor),
    "listing chats": () => listChats(visitor),
    "searching chats": () => searchChats(visitor, "long"),
    "opening a chat": async () => [await findChat(visitor, chatId), await listMessages(visitor, chatId)],
    "reading on": async () => {
      const { before } = await listMessages(visitor, chatId)
      return listMessages(visitor, chatId, { before })
    },
    "finding a message": () => findMessage(visitor, chatId, messageId),
    rating: () =>
      rateReply(visitor, { chatId, messageId: replyId, rating: "good", shared: true, comment: "Well." }),
    sending: () => ask(visitor, "And now?", chatId),
    "sending again": () => ask(visitor, "And then?", chatId),
    "beginning a chat": async () => deleteChat(visitor, (await ask(visitor, "Another one?")).chatId),
    "asking the last question again": async () => {
      const last = await ask(visitor, "And at last?", chatId)
      const again = await regenerateReply(visitor, { chatId, messageId: last.messageId, replyId: uuidv7() })
      if (again.ok && again.job) await writeReply(again.job)
    },
    "the first page of what is taken along": async () => exportOf(visitor),
    "shortening what was promised": applyRetention,
    "what is overdue": findOverdue,
    "a cleanup": cleanUp,
    "its preview": previewCleanup,
  }
}

function recording(client: Client, into: Map<string, Seen>): Client {
  const sql = new Proxy(client.sql, {
    get(target, name) {
      if (name !== "unsafe") return Reflect.get(target, name)
      return (text: string, params: unknown[] = [], options: object = {}) => {
        into.set(text, { text, params })
        return client.sql.unsafe(text, params as never, options)
      }
    },
  })
  const { parsers } = client.sql.options
  const readsTimes = parsers[TIMESTAMPTZ]
  const db = drizzle(sql) as unknown as Client["db"]
  // Drizzle has the client hand out times as text; `connect` mends that, too.
  parsers[TIMESTAMPTZ] = readsTimes as (typeof parsers)[number]
  return { ...client, sql, db }
}

/** Blocks that a statement touches, run once more and taken back. */
async function blocksOf(text: string, params: unknown[]): Promise<number> {
  let blocks = 0
  await query(({ sql }) =>
    sql
      .begin(async (own) => {
        const [row] = await own.unsafe(`explain (analyze, buffers, format json) ${text}`, params as never)
        const [explained] = (row?.["QUERY PLAN"] ?? []) as { Plan: Record<string, number> }[]
        blocks = (explained?.Plan["Shared Hit Blocks"] ?? 0) + (explained?.Plan["Shared Read Blocks"] ?? 0)
        throw new Taken()
      })
      .catch((error) => {
        if (!(error instanceof Taken)) throw error
      }),
  )
  return blocks
}

class Taken extends Error {}

async function seed(sessions: number): Promise<void> {
  await query(({ sql }) => sql`truncate sessions cascade`)
  await query(({ sql }) => sql`truncate usage`)
  await query(
    ({ sql }) => sql`
      with born as (
        insert into sessions (id, token_hash, expires_at, last_active_at)
        select gen_random_uuid(), ''::bytea, at + interval '30 days', at
        from (select now() - interval '20 days' * random() as at from generate_series(1, ${sessions}::int)) as times returning id
      ), keyed as (
        insert into session_keys (session_id, key_id, wrapped_key) select id, 'k1', ''::bytea from born
      ), made as (
        insert into chats (session_id, id, title, revision) select id, gen_random_uuid(), ''::bytea, 1 from born
        returning session_id, id
      )
      insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
      select session_id, made.id, gen_random_uuid(), n, case when n % 2 = 1 then 'user' else 'assistant' end, 'complete', ''::bytea, 6
      from made, generate_series(1, 4) n`,
    { isMany: true },
  )
  // Counters of hours that have ended, folded already.
  await query(
    ({ sql }) => sql`
      insert into usage (hour, metric, label, slot, value)
      select date_trunc('hour', now()) - interval '1 hour' * n, metric, '', 0, 1
      from generate_series(3, ${Math.round(sessions / 10)}::int) n, unnest('{messages,chats,replies}'::text[]) metric`,
  )
}

async function lengthen({ id }: Session, chatId: string, messages: number): Promise<void> {
  await query(
    ({ sql }) =>
      sql`update messages set position = position + ${messages} where session_id = ${id} and chat_id = ${chatId}`,
  )
  await query(
    ({ sql }) => sql`
      insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
      select ${id}::uuid, ${chatId}::uuid, gen_random_uuid(), n, case when n % 2 = 1 then 'user' else 'assistant' end, 'complete',
        ''::bytea, 60 from generate_series(1, ${messages}::int) n`,
    { isMany: true },
  )
}
