import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { startPostgres } from "../postgres.mjs"

/**
 * A real Postgres in a scratch folder that goes away with it.
 * @returns {Promise<{ url: string, pid: () => number, stop: () => Promise<void> }>}
 */
export async function startScratchPostgres() {
  const dataDir = await mkdtemp(join(tmpdir(), "alcove-tests-"))
  const server = await startPostgres({ dataDir })
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
