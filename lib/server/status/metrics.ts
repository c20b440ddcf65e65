import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { documents } from "@/drizzle/schema/documents"
import { query } from "../db/client"
import { gauge, gaugeBy } from "../telemetry/metrics"

/** Milliseconds the metrics wait for the database: they are read most when it does not answer. */
const ANSWER_WITHIN = 1_000

const there = { states: { waiting: 0, reading: 0, ready: 0, failed: 0 }, passages: 0 }

gaugeBy("alcove_documents", "Documents, by their state.", "state", async () => (await lastKnown()).states)
gauge("alcove_passages", "Passages of documents that are searched.", async () => (await lastKnown()).passages)

async function lastKnown(): Promise<typeof there> {
  await Promise.race([countThem().catch(() => {}), pause(ANSWER_WITHIN)])
  return there
}

async function countThem(): Promise<void> {
  const { state, passages } = documents
  const count = { state, documents: sql<number>`count(*)::int`, passages: sql<number>`sum(${passages})::int` }
  const rows = await query(({ db }) => db.select(count).from(documents).groupBy(state))
  Object.assign(there.states, { waiting: 0, reading: 0, ready: 0, failed: 0 })
  for (const row of rows) there.states[row.state] = row.documents
  there.passages = rows.reduce((sum, row) => sum + row.passages, 0)
}
