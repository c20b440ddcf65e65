import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import postgres from "postgres"
import { afterEach, beforeEach, expect, test } from "vitest"
import { createCluster } from "@/scripts/initdb.mjs"
import { findPlace } from "@/scripts/place.mjs"
import { startPostgres } from "@/scripts/postgres.mjs"
import { nameOf } from "@/scripts/processes.mjs"

let dataDir: string
let folders: string[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "alcove-launcher-"))
  folders = [dataDir]
})

afterEach(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test("a server whose launcher was killed is taken over with everything in it", async () => {
  const launcher = await launch()
  await query(launcher.url, "create table kept as select 42 as answer")
  launcher.child.kill("SIGKILL")
  await once(launcher.child, "exit")

  const server = await startHere()
  expect(server.adopted).toBe(true)
  expect(server.pid()).toBe(launcher.pid)
  expect(await query(server.url, "select answer from kept")).toEqual([{ answer: 42 }])

  await server.stop()
  expect(nameOf(launcher.pid)).toBeUndefined()
})

test("a data folder in use is refused, and the server in it runs on", async () => {
  const launcher = await launch()

  await expect(startPostgres({ dataDir })).rejects.toThrow(`process ${launcher.child.pid}`)
  expect(await query(launcher.url, "select 1 as one")).toEqual([{ one: 1 }])

  launcher.child.kill("SIGTERM")
  await once(launcher.child, "exit")
})

test("a server that was killed comes back at the same address with what was committed", async () => {
  const server = await startHere()
  await query(server.url, "create table kept as select 42 as answer")
  const killed = server.pid()
  process.kill(killed, "SIGKILL")

  await expect.poll(() => server.pid()).not.toBe(killed)
  expect(await query(server.url, "select answer from kept")).toEqual([{ answer: 42 }])
  await server.stop()
})

test("a stranger who has the number of a dead server now does not stop the start", async () => {
  const first = await startHere()
  await first.stop()
  const stranger = spawn(process.execPath, ["--eval", "setInterval(() => {}, 60_000)"])
  const note = [stranger.pid, first.folder, 0, 5432, "", "127.0.0.1", "0 0", "ready", ""]
  writeFileSync(join(first.folder, "postmaster.pid"), note.join("\n"))

  const second = await startHere()
  expect(second.adopted).toBe(false)
  expect(second.url).toBe(first.url)

  await second.stop()
  expect(stranger.exitCode).toBe(null)
  stranger.kill()
})

test("a database is made from a folder whose name means something to a shell", async () => {
  const place = findPlace(dataDir)
  const home = dirname(place.folder)
  folders.push(home)
  const odd = join(home, "a $b \"c' `d #ü")
  cpSync(dirname(place.bin), join(odd, "native"), { recursive: true, verbatimSymlinks: true })

  await createCluster({ ...place, bin: join(odd, "native", "bin") }, "secret")
  expect(existsSync(join(place.folder, "PG_VERSION"))).toBe(true)
})

async function startHere() {
  const server = await startPostgres({ dataDir })
  folders.push(dirname(server.folder))
  return server
}

/** Another process that starts the server, tells its address, and stops it when asked to end. */
async function launch() {
  const script = `
    import { startPostgres } from ${JSON.stringify(pathToFileURL("scripts/postgres.mjs").href)}
    const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} })
    process.on("SIGTERM", () => server.stop().then(() => process.exit(0)))
    process.send({ url: server.url, pid: server.pid(), folder: server.folder })
  `
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const [{ url, pid, folder }] = await once(child, "message")
  folders.push(dirname(folder))
  return { child, url: String(url), pid: Number(pid) }
}

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end()
  }
}
