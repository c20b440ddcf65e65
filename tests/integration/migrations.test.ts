import { randomUUID } from "node:crypto"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { expect, test } from "vitest"
import { migrateDatabase } from "@/drizzle/migrate"

const FOLDER = "drizzle/migrations"

type Journal = { entries: { tag: string }[] }

/** The migrations as they were before the one of this name came. */
function folderBefore(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "alcove-migrations-"))
  cpSync(FOLDER, folder, { recursive: true })
  const file = join(folder, "meta/_journal.json")
  const journal: Journal = JSON.parse(readFileSync(file, "utf8"))
  const entries = journal.entries.filter(({ tag }) => tag < name)
  writeFileSync(file, JSON.stringify({ ...journal, entries }))
  return folder
}

test("several processes that start at once migrate an empty database once, and starting again changes nothing", async () => {
  const { url, drop } = await createEmptyDatabase()
  await Promise.all(Array.from({ length: 6 }, () => migrateDatabase(url, FOLDER)))
  const before = await applied(url)
  expect(before.length).toBeGreaterThan(0)
  expect(new Set(before).size).toBe(before.length)
  await migrateDatabase(url, FOLDER)
  expect(await applied(url)).toEqual(before)
  await drop()
})

test("What was counted under an older name of a counter is found under today's, with the same figures", async () => {
  const { url, drop } = await createEmptyDatabase()
  const before = folderBefore("0005_counter_names")
  await migrateDatabase(url, before)
  rmSync(before, { recursive: true })
  const sql = postgres(url, { max: 1 })
  await sql`
    insert into usage (hour, metric, label, slot, value)
    select date_trunc('hour', now()), metric, '', 0, 7 from unnest(array['returns', 'first_token', 'reply_time', 'chats']) as metric`
  await migrateDatabase(url, FOLDER)
  const counters = await sql<{ metric: string; value: number }[]>`
    select metric, value::int from usage order by metric collate "C"`
  await sql.end()
  const names = ["chats", "first_token_ms", "reply_ms", "returning_visitors"]
  expect(counters.map(({ ...counter }) => counter)).toEqual(names.map((metric) => ({ metric, value: 7 })))
  await drop()
})

test("An index on a table that is there is built while others write, also when a start before was broken off", async () => {
  const { url, drop } = await createEmptyDatabase()
  const before = folderBefore("0009_growing")
  await migrateDatabase(url, before)
  rmSync(before, { recursive: true })
  const sql = postgres(url, { max: 3, connection: { lock_timeout: 1000 } })
  const count = (metric: string) => sql`
    insert into usage (hour, metric, label, slot, value) values (now(), ${metric}, '', 1, 1)`
  // One that was broken off leaves an index that is not valid.
  await sql`create index usage_unfolded on usage (hour)`
  await sql`update pg_index set indisvalid = false where indexrelid = 'usage_unfolded'::regclass`
  const writing = Promise.withResolvers<void>()
  const written = sql.begin(async (sql) => {
    await sql`insert into usage (hour, metric, label, slot, value) values (now(), 'first', '', 1, 1)`
    await writing.promise
  })
  await count("second")
  const migrated = Promise.all([migrateDatabase(url, FOLDER), migrateDatabase(url, FOLDER)])
  await expect
    .poll(
      async () =>
        (
          await sql`select from pg_stat_activity where query ilike '%index concurrently%' and query not like '%pg_stat%'`
        ).length,
    )
    .toBeGreaterThan(0)
  await count("third")
  writing.resolve()
  await written
  await migrated
  const valid = await sql`
    select pg_get_indexdef(indexrelid) as as_written from pg_index where indexrelid = 'usage_unfolded'::regclass and indisvalid`
  expect(valid[0]?.as_written).toContain("WHERE (slot <> 0)")
  await sql.end()
  await drop()
})

test("A migration that meets a deadlock with a visitor's statement is done all the same, and what was there stays", async () => {
  const { url, drop } = await createEmptyDatabase()
  const before = folderBefore("0013_branches")
  await migrateDatabase(url, before)
  rmSync(before, { recursive: true })
  const sql = postgres(url, { max: 3 })
  await sql`
    with visitor as (
      insert into sessions (id, token_hash, expires_at) values (gen_random_uuid(), '', now() + interval '1 day') returning id
    ), chat as (
      insert into chats (session_id, id, title, revision) select id, gen_random_uuid(), '', 1 from visitor returning session_id, id
    )
    insert into messages (session_id, chat_id, id, position, role, status, body)
    select session_id, id, gen_random_uuid(), n, 'user', 'complete', '' from chat, generate_series(1, 3) n`
  let migrated = Promise.resolve()
  await sql
    .begin(async (reading) => {
      await reading`select from messages`
      migrated = migrateDatabase(url, FOLDER)
      await expect
        .poll(
          async () =>
            (await sql`select from pg_locks where not granted and relation = 'messages'::regclass`).length,
        )
        .toBe(1)
      await reading`select from chats`.catch(() => {})
    })
    .catch(() => {})
  await migrated
  expect(await sql`select branch, position from messages order by position`).toMatchObject(
    [1, 2, 3].map((position) => ({ branch: 0, position })),
  )
  await sql.end()
  await drop()
})

test("every table of visitors' data begins its key with session_id", async () => {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1 })
  const keys = await sql<{ table: string; first: string }[]>`
    select c.relname as table, a.attname as first from pg_index i
    join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisprimary and exists (
      select from pg_attribute s where s.attrelid = c.oid and s.attname = 'session_id')`
  await sql.end()
  expect(keys.map(({ table }) => table).sort()).toEqual([
    "chats",
    "feedback",
    "messages",
    "replies",
    "reply_journal",
    "session_keys",
    "summaries",
  ])
  expect(keys.every(({ first }) => first === "session_id")).toBe(true)
})

test("a role that may not make tables is told which rights to ask for, and with them it may", async () => {
  const { url, drop } = await createEmptyDatabase()
  const role = `role "${randomUUID().slice(0, 8)}`
  const owner = postgres(url, { max: 1, onnotice: () => undefined })
  // A password as people have them, not escaped.
  await owner`create role ${owner(role)} login password 'p@ss/w#rd?'`
  const address = new URL(url)
  const own = `postgres://${encodeURIComponent(role)}:p@ss/w#rd?@${address.host}${address.pathname}?channel_binding=prefer&pool=1`
  const refused = await migrateDatabase(own, FOLDER).catch((error: Error) => error.message)
  expect(refused).toMatch(/^The role ".*" may not make tables\. .*: GRANT CREATE ON DATABASE .*;$/)
  await owner.unsafe(String(refused).slice(String(refused).indexOf("GRANT")))
  await migrateDatabase(own, FOLDER)
  expect(
    (await applied(own.replace(/\?channel.*/, "").replace("p@ss/w#rd?", "p%40ss%2Fw%23rd%3F"))).length,
  ).toBeGreaterThan(0)
  await owner.end()
  await drop()
  const admin = postgres(process.env.TEST_DATABASE_URL ?? "", { max: 1 })
  await admin`drop role ${admin(role)}`
  await admin.end()
})

test("the tables stand in the schema that the address names; one that is not there or closed is said, with what to run", async () => {
  const { url, drop } = await createEmptyDatabase()
  const role = `Role ${randomUUID().slice(0, 8)}`
  const owner = postgres(url, { max: 1, onnotice: () => undefined })
  await owner`create role ${owner(role)} login password 'p'`
  await owner.unsafe(`grant create on database "${new URL(url).pathname.slice(1)}" to "${role}"`)
  const own = Object.assign(new URL(url), { username: role, password: "p" }).href
  const refusal = (address: string) => migrateDatabase(address, FOLDER).catch(({ message }) => message)
  for (const names of [
    "schema=No Such",
    'search_path="No Such",public2',
    'options=-c search_path="No\\ Such"',
  ]) {
    const said = await refusal(`${own}?${encodeURI(names)}`)
    expect(said).toMatch(
      /^The database has no schema "No Such"\. .*DATABASE_URL.* CREATE SCHEMA "No Such" AUTH/,
    )
  }
  await owner`create schema "No Such"`
  const closed = String(await refusal(`${own}?schema=No%20Such`))
  expect(closed).toMatch(/ may not make tables\. .* GRANT USAGE, CREATE ON SCHEMA "No Such" TO/)
  await owner.unsafe(closed.slice(closed.indexOf("GRANT")))
  await migrateDatabase(`${own}?schema=No%20Such`, FOLDER)
  const [found] = await owner`
    select count(*)::int as tables, count(*) filter (where schemaname = 'No Such')::int as there
    from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'drizzle')`
  expect(found?.there).toBeGreaterThan(10)
  expect(found?.tables).toBe(found?.there)
  // Another one in the same database is no reason to think that everything is there.
  await owner`create schema beside authorization ${owner(role)}`
  await migrateDatabase(`${own}?schema=beside`, FOLDER)
  const [beside] = await owner`select count(*)::int as there from pg_tables where schemaname = 'beside'`
  expect(beside?.there).toBe(found?.there)
  await owner.end()
  await drop()
  const admin = postgres(process.env.TEST_DATABASE_URL ?? "", { max: 1 })
  await admin`drop role ${admin(role)}`
  await admin.end()
})

async function createEmptyDatabase() {
  const server = new URL(process.env.TEST_DATABASE_URL ?? "")
  server.pathname = "/postgres"
  const admin = postgres(server.href, { max: 1 })
  const name = `alcove_empty_${randomUUID().replaceAll("-", "")}`
  await admin`create database ${admin(name)}`
  server.pathname = `/${name}`
  return {
    url: server.href,
    async drop() {
      await admin`drop database ${admin(name)} with (force)`
      await admin.end()
    },
  }
}

async function applied(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1 })
  const rows = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by id`
  await sql.end()
  return rows.map((row) => row.hash)
}
