import { connect } from "@/drizzle/client"
import { migrateDatabase } from "@/drizzle/migrate"
import { startScratchPostgres } from "@/scripts/test/postgres.mjs"
import { runCommand } from "@/tests/support/command"
import { plantSessionKeys } from "@/tests/support/session-keys"
import { SECRETS } from "@/tests/support/settings"

// How long `npm run keys:rotate` takes, the start of the command included.
const KEYS = 100_000
const fresh = `k2:${Buffer.alloc(32, "another master key").toString("base64")}`

const server = await startScratchPostgres()
try {
  await migrateDatabase(server.url, "drizzle/migrations")
  const { sql } = connect(server.url, { max: 1 })
  await plantSessionKeys(sql, SECRETS.MASTER_KEYS, KEYS)
  const began = performance.now()
  const { code, stdout } = await runCommand("keys-rotate", [], {
    ...SECRETS,
    DATABASE_URL: server.url,
    MASTER_KEYS: `${fresh},${SECRETS.MASTER_KEYS}`,
  })
  const seconds = Math.round((performance.now() - began) / 100) / 10
  const [row] = await sql`select count(*)::int as rotated from session_keys where key_id = 'k2'`
  await sql.end()
  console.log(stdout.split("\n").slice(-3).join("\n"))
  console.log(JSON.stringify({ keys: KEYS, rotated: row?.rotated, seconds, code }))
} finally {
  await server.stop()
}
