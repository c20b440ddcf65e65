import "server-only"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { parseAddress } from "@/drizzle/address.mjs"
import { migrateDatabase } from "@/drizzle/migrate"
import { codeOf, explainTrouble } from "@/drizzle/trouble.mjs"
import { applyAdminPassword } from "./admin/password"
import { startSchedule } from "./cleanups/schedule"
import { checkMasterKeys } from "./crypto/key-check"
import { closeDatabase, query } from "./db/client"
import { checkConnections } from "./db/connections"
import { watchFolder } from "./documents/folder"
import { startReading, stopReading } from "./documents/ingest"
import { addSample } from "./documents/sample"
import { env } from "./env"
import { applyRetention } from "./expiry/expiry"
import { checkContextBudget } from "./model/prompt"
import { beginLeaving } from "./process"
import { endReplies } from "./replies/running"
import { findSettings } from "./settings/settings"
import { startAlerts } from "./status/alerts"
import { tryModelAtStart } from "./status/try-at-start"
import { watchProcess } from "./status/watchdog"
import { logAccess } from "./telemetry/access-log"
import { log } from "./telemetry/log"
import { inZone } from "./usage/time-zone"
import { startFilling, stopFilling } from "./vectors/fill"

/** How long the database may take to answer at all, in milliseconds. */
const ANSWER_WITHIN = 8_000

/** Settings, schema, keys, limits, schedule: the first that is wrong ends the process with its own sentence. */
export async function boot(): Promise<void> {
  try {
    // One question with a deadline first: some proxies take the connection and say nothing, for ever. And the database
    // has to know the time zone too, or it could count nothing.
    await query(({ db }) => db.execute(sql`select ${inZone(sql`now()`)}`), { total: ANSWER_WITHIN })
    await migrateDatabase(env().DATABASE_URL, join(process.cwd(), "drizzle/migrations"))
    await checkMasterKeys()
    await applyAdminPassword()
    checkContextBudget()
    await applyRetention()
    // From here on there are last known ones, whatever becomes of the database.
    await findSettings()
    await checkConnections()
    startSchedule()
    void watchFolder()
  } catch (error) {
    process.stderr.write(`Alcove cannot start. ${sentence(error)}\n`)
    process.exit(1)
  }
  for (const parameter of parseAddress(env().DATABASE_URL).dropped)
    log().warn({ parameter }, "DATABASE_URL has a parameter that is not known here, and is left out")
  // A start does not depend on it.
  await addSample().catch((error) => log().error({ error }, "the sample documents could not be added"))
  logAccess()
  tryModelAtStart()
  void startReading()
  void startFilling()
  const stopTracing = await traces()
  const stopAlerts = startAlerts()
  const stopWatching = watchProcess()
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => {
      stopWatching()
      stopAlerts()
      void leave(stopTracing)
    })
}

/** Loaded only when they are wanted: a start without them pays nothing. */
async function traces(): Promise<() => Promise<void>> {
  if (!env().OTEL_EXPORTER_OTLP_ENDPOINT) return async () => {}
  const { startTracing } = await import("./telemetry/exporter")
  return startTracing()
}

/**
 * Milliseconds. A process that was told to go lets its replies come to their ends; it is gone when they and its requests
 * have ended, or their time is over; less than the fifteen seconds its launcher gives it.
 */
const LEAVE = { replies: 8_000, requests: 2_000, all: 13_000 }

/**
 * Nothing new is begun, and of the replies that are broken off what has arrived is stored. The framework ends the process
 * when every request has ended; one that never does must not hold it.
 */
async function leave(stopTracing: () => Promise<void>): Promise<void> {
  const end = () => {
    log().warn("ended with requests that had not")
    process.exit(0)
  }
  beginLeaving()
  setTimeout(end, LEAVE.all).unref()
  stopReading()
  stopFilling()
  await endReplies(LEAVE.replies)
  await stopTracing()
  await closeDatabase()
  setTimeout(end, LEAVE.requests).unref()
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Without a code it is no answer of a database, and the settings may be what is wrong.
  const known = codeOf(error) && explainTrouble(error, parseAddress(env().DATABASE_URL))
  if (known) return known
  const code = "code" in error ? ` (${error.code})` : ""
  return `${error.message || "The database does not answer; check DATABASE_URL."}${code}`
}
