import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import postgres from "postgres"
import { startPostgres } from "../postgres.mjs"

/**
 * A real Postgres in a scratch folder that goes away with it. `waitsForDisk`: as one does that keeps something, for what
 * is measured.
 * @param {{ waitsForDisk?: boolean }} [options]
 * @returns {Promise<{ url: string, pid: () => number, stop: () => Promise<void> }>}
 */
export async function startScratchPostgres({ waitsForDisk = false } = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), "alcove-tests-"))
  const server = await startPostgres({ dataDir })
  if (!waitsForDisk) await doNotWaitForDisk(server.url)
  return {
    url: server.url,
    pid: server.pid,
    stop: async () => {
      await server.stop()
      // As root the server may live elsewhere, where its user can get at it.
      for (const folder of [dirname(server.folder), dataDir])
        await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Every test empties every table, and the disk would be waited for each time. A crash of the server loses nothing without
 * it either; only one of the machine does, and then the tests are over.
 * @param {string} url
 */
async function doNotWaitForDisk(url) {
  const sql = postgres(url, { max: 1 })
  for (const setting of ["fsync", "full_page_writes"]) await sql`alter system set ${sql(setting)} = off`
  await sql`select pg_reload_conf()`
  await sql.end()
}
