import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { connect } from "@/drizzle/client"
import { migrateDatabase } from "@/drizzle/migrate"
import { cleanUp } from "@/lib/server/cleanups/cleanup"
import { checkMasterKeys } from "@/lib/server/crypto/key-check"
import { query } from "@/lib/server/db/client"
import { startPostgres } from "@/scripts/postgres.mjs"
import { nameOf } from "@/scripts/processes.mjs"
import { runCommand, startCommand } from "@/tests/support/app/command"
import { isLong } from "@/tests/support/app/settings"
import { createVisitor } from "@/tests/support/app/visitor"
import { plantSessionKeys } from "@/tests/support/database/session-keys"

const first = process.env.MASTER_KEYS ?? ""
const other = `k2:${Buffer.alloc(32, "another master key").toString("base64")}`
const wrong = `k1:${Buffer.alloc(32, "not the same bytes").toString("base64")}`
const DONE = { status: "done", deleted: { sessions: 1, chats: 0, messages: 0 } }

// Every command is two processes, and some start a Postgres of their own.
vi.setConfig({ testTimeout: 60_000 })

let dataDir: string
let folders: string[]

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "alcove-commands-"))
  folders = [dataDir]
  await query(({ sql }) => sql`truncate sessions, key_check cascade`)
})

afterEach(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test("npm run cleanup prints the receipt as one line; with --dry-run it deletes nothing", async () => {
  await plantExpired()
  const preview = await runCommand("cleanup", ["--dry-run"])
  expect(preview.stderr).toBe("")
  expect(JSON.parse(preview.stdout)).toMatchObject({ ...DONE, dryRun: true })
  expect(await countSessions()).toBe(1)

  const { code, stdout } = await runCommand("cleanup")
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ ...DONE, dryRun: false })
  expect(await countSessions()).toBe(0)
})

test("while another cleanup works, npm run cleanup says so and ends with 75", async () => {
  await plantExpired()
  const held = await whileCleaningUp(() => runCommand("cleanup"))
  expect(held).toMatchObject({ code: 75, stdout: '{"status":"busy"}\n', stderr: "" })
})

test.runIf(isLong)(
  "npm run cleanup and the embedded database: there is none, an old one, one in use, one that is not running",
  async () => {
    const embedded = { DATABASE_URL: "", DATA_DIR: dataDir }
    expect(await runCommand("cleanup", [], embedded)).toEqual({
      code: 1,
      stdout: "",
      stderr: `There is no database in ${dataDir} yet. Start Alcove once: npm start\n`,
    })

    const server = await startHere()
    expect(await runCommand("cleanup", [], embedded)).toEqual({
      code: 1,
      stdout: "",
      stderr: "The database does not have this version's tables yet. Start this version of Alcove once.\n",
    })

    await migrateDatabase(server.url, "drizzle/migrations")
    await plantExpired(server.url)
    expectCleaned(await runCommand("cleanup", [], embedded))
    expect(nameOf(server.pid()), "what it borrowed runs on").toBeDefined()

    await plantExpired(server.url)
    await server.stop()
    expectCleaned(await runCommand("cleanup", [], embedded))
    const again = await startHere()
    expect(again.adopted, "what it started runs on").toBe(false)
    await again.stop()
  },
)

test("npm run keys:rotate that was killed in the middle goes on where it was", async () => {
  await query(({ sql }) => plantSessionKeys(sql, first, 20_000))
  const settings = { MASTER_KEYS: `${other},${first}` }
  const killed = startCommand("keys-rotate", [], settings)
  await once(killed.stdout ?? killed, "data")
  process.kill(-(killed.pid ?? 0), "SIGKILL")
  await once(killed, "close")
  const left = await countUnder("k1")
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(20_000)

  const { code, stdout } = await runCommand("keys-rotate", [], settings)
  expect(code).toBe(0)
  expect(stdout).toContain(`${left.toLocaleString("en")} session keys wrapped anew`)
  expect(await countUnder("k1")).toBe(0)
})

test("npm run keys:rotate with a wrong key says so in one line and changes nothing", async () => {
  await checkMasterKeys()
  await createVisitor()
  const { code, stderr } = await runCommand("keys-rotate", [], { MASTER_KEYS: `${other},${wrong}` })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^MASTER_KEYS: the key "k1" is not the one .*\n$/)
  expect(await countUnder("k1")).toBe(1)
})

function expectCleaned({ code, stdout }: Awaited<ReturnType<typeof runCommand>>) {
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject(DONE)
}

async function plantExpired(url = process.env.DATABASE_URL ?? "") {
  const { sql } = connect(url, { max: 1 })
  await sql`
    insert into sessions (id, token_hash, expires_at) values (gen_random_uuid(), '', now() - interval '1 hour')`
  await sql.end()
}

/** Holds a cleanup in the middle: what it wants to delete is in use. */
async function whileCleaningUp<T>(work: () => Promise<T>): Promise<T> {
  const { sql } = connect(process.env.DATABASE_URL ?? "", { max: 1 })
  const { cleaning, result } = await sql.begin(async (tx) => {
    await tx`select from sessions for update`
    const cleaning = cleanUp()
    await expect.poll(isCleaningUp).toBe(true)
    return { cleaning, result: await work() }
  })
  await cleaning
  await sql.end()
  return result
}

async function isCleaningUp(): Promise<boolean> {
  const rows = await query(
    ({ sql }) => sql`
      select from pg_locks join pg_database d on d.oid = database
      where locktype = 'advisory' and granted and datname = current_database()`,
  )
  return rows.length > 0
}

async function countSessions(): Promise<number> {
  const rows = await query(({ sql }) => sql`select from sessions`)
  return rows.length
}

async function countUnder(id: string): Promise<number> {
  const rows = await query(({ sql }) => sql`select from session_keys where key_id = ${id}`)
  return rows.length
}

async function startHere() {
  const server = await startPostgres({ dataDir })
  folders.push(dirname(server.folder))
  return server
}
