import { connect } from "@/drizzle/client"
import { runCommand } from "@/tests/support/app/command"
import { SECRETS } from "@/tests/support/app/settings"
import { createDatabase } from "@/tests/support/database/database"
import { plantSessionKeys } from "@/tests/support/database/session-keys"

const KEYS = 100_000
const FRESH = `k2:${Buffer.alloc(32, "another master key").toString("base64")}`

export type RotationResult = { keys: number; seconds: number }

/** How long `npm run keys:rotate` takes for 100,000 session keys, the start of the command included. */
export async function benchRotation(serverUrl: string): Promise<RotationResult> {
  const database = await createDatabase(serverUrl)
  const { sql } = connect(database.url, { max: 1 })
  await plantSessionKeys(sql, SECRETS.MASTER_KEYS, KEYS)
  const settings = { ...SECRETS, DATABASE_URL: database.url, MASTER_KEYS: `${FRESH},${SECRETS.MASTER_KEYS}` }
  const began = performance.now()
  await runCommand("keys-rotate", [], settings)
  const seconds = (performance.now() - began) / 1000
  const [row] = await sql<[{ rotated: number }]>`
    select count(*)::int as rotated from session_keys where key_id = 'k2'`
  await sql.end()
  await database.drop()
  if (row.rotated !== KEYS) throw new Error(`${row.rotated} of ${KEYS} keys were wrapped anew`)
  return { keys: KEYS, seconds }
}
