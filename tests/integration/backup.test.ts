import { readFileSync } from "node:fs"
import postgres from "postgres"
import { afterAll, beforeAll, expect, test } from "vitest"
import { masterKeys, unwrapKey } from "@/lib/server/crypto/master-keys"
import { closeDatabase, query } from "@/lib/server/db/client"
import { env } from "@/lib/server/env"
import { listMessages } from "@/lib/server/messages/messages"
import { eraseSession } from "@/lib/server/my-data/erase"
import { createDatabase, type Database, listTables } from "@/tests/support/database/database"
import { PLAIN_ANSWER } from "@/tests/support/provider/scenarios"
import "@/tests/support/provider/scripted"
import { ask, createVisitor, findAgain } from "@/tests/support/app/visitor"

const KEYS = "session_keys"

/** What the command of docs/operating.md leaves out of the main dump. */
const LEFT_OUT = [
  ...readFileSync("docs/operating.md", "utf8").matchAll(/--exclude-table-data=public\.(\w+)/g),
].map(([, table = ""]) => table)

let restored: Database
let backup: postgres.Sql
beforeAll(async () => {
  restored = await createDatabase()
  backup = postgres(restored.url, { max: 1, onnotice: () => undefined })
})
afterAll(async () => {
  await closeDatabase()
  await backup.end()
  await restored.drop()
})

test("the main dump leaves out the keys, and the salts of addresses with what was counted under them", () => {
  expect(LEFT_OUT.sort()).toEqual(["address_salts", "budgets", KEYS])
})

// The keys are dumped apart, and the newest dump of them replaces the one before.
test("a restored backup of a visitor who erased everything cannot be read, and of others it can", async () => {
  const erased = await createVisitor()
  const { chatId } = await ask(erased, "Nobody may read this again.")
  const other = await createVisitor()
  const { chatId: othersChat } = await ask(other, "This may be read again.")
  await copyTables((table) => !LEFT_OUT.includes(table))
  await eraseSession(erased)
  await copyTables((table) => table === KEYS)

  await openRestored()
  expect(await countRows("sessions", "id", erased.id)).toBe(1)
  expect(await countRows("messages", "session_id", erased.id)).toBe(2)
  expect(await findAgain(erased)).toBeUndefined()
  expect(await countRows(KEYS, "session_id", erased.id)).toBe(0)
  // No key that is left in the backup opens theirs: each is bound to its own session.
  const [master] = masterKeys()
  const keys = await backup<{ wrapped_key: Buffer }[]>`select wrapped_key from session_keys`
  expect(keys).toHaveLength(1)
  expect(keys.map(({ wrapped_key }) => unwrapKey(master, erased.id, wrapped_key))).toEqual([undefined])
  const withOthersKey = await listMessages({ ...other, id: erased.id }, chatId)
  expect(withOthersKey.messages.map(({ metadata }) => metadata?.unreadable)).toEqual([true, true])

  const found = await findAgain(other)
  if (!found) throw new Error("the other visitor was not found")
  const { messages } = await listMessages(found, othersChat)
  expect(messages.map(({ parts }) => parts)).toMatchObject([
    [{ text: "This may be read again." }],
    [{ text: PLAIN_ANSWER }],
  ])
})

/** Copies what the tables hold at this moment into the backup. */
async function copyTables(isWanted: (table: string) => boolean): Promise<void> {
  const tables = (await listTables(backup)).filter(isWanted)
  // What others point to goes first.
  const rank = (table: string) => ["chats", "sessions"].indexOf(table)
  for (const table of tables.toSorted((a, b) => rank(b) - rank(a))) {
    const [{ rows }] = await query(
      ({ sql }) => sql<[{ rows: string }]>`
        select coalesce(json_agg(t), '[]')::text as rows from ${sql(table)} t`,
    )
    await backup`
      insert into ${backup(table)} select * from json_populate_recordset(null::${backup(table)}, ${rows}::text::json)
      on conflict do nothing`
  }
}

/** The app goes on with the restored database. */
async function openRestored(): Promise<void> {
  await closeDatabase()
  Object.assign(env(), { DATABASE_URL: restored.url })
}

async function countRows(table: string, column: string, id: string): Promise<number> {
  const rows = await query(({ sql }) => sql`select 1 from ${sql(table)} where ${sql(column)} = ${id}`)
  return rows.length
}
