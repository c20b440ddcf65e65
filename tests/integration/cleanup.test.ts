import { fork } from "node:child_process"
import { once } from "node:events"
import { beforeEach, expect, test } from "vitest"
import { connect } from "@/drizzle/client"
import { cleanUp, previewCleanup } from "@/lib/server/cleanups/cleanup"
import { LONG, query } from "@/lib/server/db/client"
import { touchSession } from "@/lib/server/sessions/lifetime"
import { isLong } from "@/tests/support/app/settings"
import { ask, createVisitor } from "@/tests/support/app/visitor"

const TOUCHES = isLong ? 10_000 : 1_000
const MANY = isLong ? 20_000 : 8_000
const CLEANUPS = isLong ? 100 : 10

beforeEach(async () => {
  await query(({ sql }) => sql`truncate sessions, cleanups, budgets, address_salts cascade`, LONG)
})

test("a cleanup deletes what has expired with everything it owns, and nothing else; the receipt says how much", async () => {
  const [gone, stays] = [await createVisitor(), await createVisitor()]
  await ask(gone, "Gone tomorrow")
  await ask(gone, "Gone too")
  await ask(gone, "Temporary of one who is gone", undefined, true)
  const kept = await ask(stays, "Here tomorrow")
  const left = await ask(stays, "Only for an hour", undefined, true)
  await expire(gone.id)
  await query(
    ({ sql }) => sql`update chats set updated_at = now() - interval '61 minutes' where id = ${left.chatId}`,
  )
  const would = await previewCleanup()
  expect(would).toMatchObject({ dryRun: true, batches: 0, deleted: { sessions: 1, chats: 4, messages: 8 } })
  expect(await rows()).toEqual({
    sessions: 2,
    session_keys: 2,
    chats: 5,
    messages: 10,
    replies: 0,
    reply_journal: 0,
  })

  const receipt = await cleanUp()
  expect(receipt).toMatchObject({ status: "done", dryRun: false, batches: 2, deleted: would.deleted })
  expect(receipt?.oldestExpiresAt).toBe(would.oldestExpiresAt)
  expect(await rows()).toEqual({
    sessions: 1,
    session_keys: 1,
    chats: 1,
    messages: 2,
    replies: 0,
    reply_journal: 0,
  })
  expect(await query(({ sql }) => sql`select id from chats`)).toEqual([{ id: kept.chatId }])
  expect(await cleanUp()).toMatchObject({
    batches: 0,
    deleted: { sessions: 0, chats: 0, messages: 0 },
    oldestExpiresAt: null,
  })
})

test("a cleanup drops text in flight that belongs to no running reply, stale budgets and old salts", async () => {
  const session = await createVisitor()
  const { chatId } = await ask(session, "A question")
  await query(({ sql }) => sql`insert into reply_journal values (${session.id}, ${chatId}, 5, 'words')`)
  await query(
    ({ sql }) => sql`
    insert into budgets values ('over', 1, now()), ('under', 1, now() + interval '1 minute')`,
  )
  await query(
    ({ sql }) => sql`
    insert into address_salts select day::date, 'salt' from
      generate_series((now() at time zone 'utc')::date - 3, (now() at time zone 'utc')::date, interval '1 day') day`,
  )
  await cleanUp()
  expect(await query(({ sql }) => sql`select from reply_journal`)).toHaveLength(0)
  expect(await query(({ sql }) => sql`select scope from budgets`)).toEqual([{ scope: "under" }])
  expect(await query(({ sql }) => sql`select from address_salts`)).toHaveLength(2)
})

test("of ten cleanups at once one works; no deadlock, and the receipts add up to what is gone", async () => {
  await plant(2000)
  const deadlocks = await countDeadlocks()
  const receipts = await Promise.all(Array.from({ length: 10 }, cleanUp))
  const done = receipts.filter((receipt) => receipt !== undefined)
  expect(done.length).toBeGreaterThan(0)
  expect(receipts.length - done.length, "told to wait").toBeGreaterThan(0)
  expect(sum(done.map(({ deleted }) => deleted.sessions))).toBe(2000)
  expect(sum(done.map(({ deleted }) => deleted.messages))).toBe(8000)
  expect(await rows()).toMatchObject({ sessions: 0, messages: 0 })
  expect(await countDeadlocks()).toBe(deadlocks)
})

test("visitors become active thousands of times while cleanups run: no live session is deleted", async () => {
  await plant(200)
  const visitors = await Promise.all(Array.from({ length: 50 }, createVisitor))
  let cleaned = 0
  let touched = 0
  let late = 0
  const touching = visitors.map(async (visitor) => {
    for (let time = 0; time < TOUCHES / 50; time++) {
      // Expired in a moment: whether this touch or the cleanup comes first, both must agree.
      await query(
        ({ sql }) => sql`
        update sessions set expires_at = now() + make_interval(secs => ${(time % 12) / 100}) where id = ${visitor.id}`,
      )
      Object.assign(visitor, { touchAfter: 0 })
      await touchSession(visitor)
      const lives = visitor.liveUntil > performance.now()
      const [row] = await query(
        ({ sql }) => sql`select from sessions where id = ${visitor.id} and expires_at > now()`,
      )
      expect(row !== undefined, "a touch that succeeded keeps the session").toBe(lives)
      if (!lives) {
        Object.assign(visitor, await createVisitor())
        late++
      }
      touched++
    }
  })
  const cleaning = (async () => {
    while (cleaned < CLEANUPS || touched < TOUCHES) {
      await cleanUp()
      cleaned++
    }
  })()
  await Promise.all([...touching, cleaning])
  expect(touched).toBe(TOUCHES)
  expect(late, "some came too late, most did not").toBeGreaterThan(0)
  expect(late).toBeLessThan(0.9 * TOUCHES)
  expect(cleaned).toBeGreaterThanOrEqual(CLEANUPS)
})

test("a cleanup that loses its lock finishes what it began before it says so", async () => {
  await plant(5000)
  const cleaning = cleanUp()
  await expect.poll(cutHolder, { interval: 5 }).toBe(1)
  expect(await cleaning).toMatchObject({ deleted: { sessions: 5000, messages: 20_000 } })
  expect(await rows()).toMatchObject({ sessions: 0, messages: 0 })
})

test.runIf(isLong)("a batch of a cleanup may take longer than any page would wait", async () => {
  await plant(1)
  const { sql } = connect(process.env.DATABASE_URL ?? "", { max: 1 })
  const holding = sql.begin(async (holder) => {
    await holder`select from sessions for update`
    await holder`select pg_sleep(6)`
  })
  await expect.poll(countSleeping).toBe(1)
  const cleaning = cleanUp()
  await expect.poll(countWaiting, { message: "the cleanup waits" }).toBe(1)
  expect(await cleaning).toMatchObject({ batches: 1, deleted: { sessions: 1, chats: 2, messages: 4 } })
  await holding
  await sql.end()
})

test("killed in the middle, a cleanup leaves whole sessions and a true receipt, and the next one finishes", async () => {
  await plant(MANY)
  const child = fork("tests/support/app/cleanup-child.ts", {
    execArgv: ["--conditions=react-server", "--import", "tsx"],
    env: { ...process.env, LOG_LEVEL: "silent" },
  })
  await expect.poll(async () => (await rows()).sessions, { interval: 5 }).toBeLessThan(MANY)
  child.kill("SIGKILL")
  await once(child, "exit")
  const between = await rows()
  expect(between.sessions).toBeGreaterThan(0)
  expect(between).toMatchObject({
    session_keys: between.sessions,
    chats: between.sessions * 2,
    messages: between.sessions * 4,
  })
  await expect.poll(cleanUp, { interval: 50 }).toBeDefined()
  expect(await rows()).toMatchObject({ sessions: 0, messages: 0 })
  const [broken, ...later] = await query(
    ({ sql }) => sql`select sessions, messages, finished_at from cleanups order by started_at`,
  )
  expect(broken).toMatchObject({ finished_at: null })
  expect(broken?.sessions).toBeGreaterThan(0)
  expect(sum([broken, ...later].map((cleanup) => cleanup?.sessions))).toBe(MANY)
  expect(sum([broken, ...later].map((cleanup) => cleanup?.messages))).toBe(4 * MANY)
})

/** So many sessions that have expired, each with two chats of two messages. */
async function plant(sessions: number) {
  await query(
    ({ sql }) => sql`
    with born as (
      insert into sessions (id, token_hash, expires_at)
      select gen_random_uuid(), '', now() - make_interval(secs => n) from generate_series(1, ${sessions}::int) n returning id
    ), keyed as (insert into session_keys select id, 'k1', '' from born),
    made as (
      insert into chats (session_id, id, title, revision)
      select id, gen_random_uuid(), '', 1 from born, generate_series(1, 2) returning session_id, id
    )
    insert into messages (session_id, chat_id, id, position, role, status)
    select session_id, id, gen_random_uuid(), n, 'user', 'complete' from made, generate_series(1, 2) n`,
    LONG,
  )
}

function expire(id: string) {
  return query(({ sql }) => sql`update sessions set expires_at = now() - interval '1 day' where id = ${id}`)
}

async function rows() {
  const [row] = await query(
    ({ sql }) => sql<[Record<string, number>]>`
    select (select count(*) from sessions)::int as sessions, (select count(*) from session_keys)::int as session_keys,
      (select count(*) from chats)::int as chats, (select count(*) from messages)::int as messages,
      (select count(*) from replies)::int as replies, (select count(*) from reply_journal)::int as reply_journal`,
    LONG,
  )
  return row as Record<"sessions" | "session_keys" | "chats" | "messages", number>
}

async function countDeadlocks(): Promise<number> {
  const [row] = await query(
    ({ sql }) => sql<[{ deadlocks: number }]>`
    select deadlocks::int from pg_stat_database where datname = current_database()`,
  )
  return row.deadlocks
}

async function cutHolder(): Promise<number> {
  const cut = await query(
    ({ sql }) => sql`
      select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())`,
  )
  return cut.length
}

async function countSleeping(): Promise<number> {
  const rows = await query(
    ({ sql }) => sql`
      select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
  )
  return rows.length
}

async function countWaiting(): Promise<number> {
  const rows = await query(
    ({ sql }) => sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows.length
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
