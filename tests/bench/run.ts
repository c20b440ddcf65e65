import { connect } from "@/drizzle/client"
import { migrateDatabase } from "@/drizzle/migrate"
import { closeDatabase } from "@/lib/server/db/client"
import { startScratchPostgres } from "@/scripts/test/postgres.mjs"
import { appSettings } from "@/tests/support/app/settings"
import { createDatabase, createTemplate } from "@/tests/support/database/database"
import { benchCleanup, type CleanupResult } from "./cleanup"
import { benchCounting, type CountingResult } from "./counting"
import { benchDashboard, type DashboardResult } from "./dashboard"
import { benchHostile } from "./hostile"
import { benchHttp, type HttpResult } from "./http"
import { benchIngestion, type IngestionResult } from "./ingestion"
import { benchRotation } from "./keys"
import { benchLimits, type LimitsResult } from "./limits"
import { benchMemory, type MemoryResult, TEXT, VISITORS } from "./memory"
import { benchOpening } from "./opening"
import { benchRecall, type RecallResult } from "./recall"
import { benchSearch } from "./search"
import { seedOthers, seedVisitors } from "./seed"

const STORED = [10_000, 1_000_000]

Object.assign(process.env, appSettings("http://127.0.0.1:9"), { LOG_LEVEL: "error" })
const server = await startScratchPostgres({ waitsForDisk: true })
try {
  await createTemplate(server.url, (url) => migrateDatabase(url, "drizzle/migrations"))
  const database = await createDatabase(server.url)
  process.env.DATABASE_URL = database.url
  const { sql } = connect(database.url, { max: 10 })
  const visitors = await seedVisitors(sql, VISITORS, TEXT)
  const memory: MemoryResult[] = []
  for (const stored of STORED) {
    await seedOthers(sql, stored, TEXT)
    memory.push(...(await benchMemory(sql, visitors, stored)))
  }
  const limits = await benchLimits(visitors)
  const counting = await benchCounting(sql, database.url, visitors)
  const dashboard = await benchDashboard(sql)
  const opening = await benchOpening(sql, TEXT)
  const recall = await benchRecall(sql)
  const search = await benchSearch(sql, TEXT)
  const ingestion = await benchIngestion(visitors)
  const cleanup = await benchCleanup(sql, visitors, TEXT)
  await sql.end()
  await closeDatabase()
  const rotation = await benchRotation(server.url)
  const hostile = benchHostile()
  const http = await benchHttp(server.url)
  console.table([...memory.map(memoryLine), httpLine(http)])
  console.log(
    `Opening a chat of 10,000 messages: ${round(opening.long)} ms, of 50: ${round(opening.short)} ms.`,
  )
  console.log(
    `Worst of the hostile texts of 32 kB for the server: ${round(hostile.ms)} ms (${hostile.text}).`,
  )
  console.log(
    `A turn over HTTP takes ${round(http.alcove.cpu)} ms of the app's processor, with a Map for a memory ${round(http.map.cpu)} ms.`,
  )
  for (const result of recall) console.log(recallLine(result))
  console.log(`Searching 500 chats of 20 messages: p50 ${round(search.p50)} ms, p95 ${round(search.p95)} ms.`)
  for (const result of limits) console.log(limitsLine(result))
  console.log(countingLine(counting))
  console.log(dashboardLine(dashboard))
  console.log(ingestionLine(ingestion))
  console.log(cleanupLine(cleanup))
  console.log(`Rotation of ${rotation.keys.toLocaleString("en")} session keys: ${round(rotation.seconds)} s.`)
  const ratios = {
    ...ratiosOf(memory),
    ...Object.fromEntries(
      limits.map(({ parallel, ratio }) => [
        `limits: a turn with ÷ without, ${parallel} parallel`,
        round(ratio),
      ]),
    ),
    "opening: 10,000 ÷ 50 messages": round(opening.ratio),
    ...Object.fromEntries(
      recall.flatMap(({ turns, cold, warm, block }) =>
        Object.entries({ cold, warm, block }).map(([what, ms]) => [
          `recall: ${what} on ${turns.toLocaleString("en")} turns, ms`,
          round(ms),
        ]),
      ),
    ),
    "search: p50 over 500 chats of 20 messages, ms": round(search.p50),
    "counting: p95 of waiting for a lock, ms": round(counting.p95),
    "desk: 90 days at a glance, p95 ms": round(dashboard.look.p95),
    "ingestion: p50 of a turn beside it ÷ before it": round(ingestion.ratio),
    "ingestion: p95 of a turn beside it ÷ before it": round(ingestion.p95Ratio),
    "cleanup: messages deleted a second": Math.round(cleanup.perSecond),
    "cleanup: p95 of a turn beside it ÷ before it": round(cleanup.ratio),
    "http: Alcove ÷ Map, turns/s at 32 streams": round(http.ratio),
    "http: CPU of a turn, ms": round(http.alcove.cpu),
  }
  console.log(
    JSON.stringify({
      ratios,
      memory,
      limits,
      counting,
      desk: dashboard,
      opening,
      recall,
      search,
      ingestion,
      cleanup,
      rotation,
      hostile,
      http,
    }),
  )
} finally {
  await server.stop()
}

function memoryLine({ stored, parallel, map, plain, alcove, ratio }: MemoryResult) {
  return {
    turn: `load 50 + store 2, ${stored.toLocaleString("en")} stored, ${parallel} parallel`,
    "Map p50 ms": round(map.p50),
    "plain SQL p50 ms": round(plain.p50),
    "Alcove p50 ms": round(alcove.p50),
    "plain SQL turns/s": round(plain.perSecond),
    "Alcove turns/s": round(alcove.perSecond),
    ratio: round(ratio),
  }
}

function httpLine({ streams, map, alcove, ratio }: HttpResult) {
  return {
    turn: `whole turn over HTTP, ${streams} streams (Map build in the plain SQL columns)`,
    "plain SQL p50 ms": round(map.p50),
    "Alcove p50 ms": round(alcove.p50),
    "plain SQL turns/s": round(map.perSecond),
    "Alcove turns/s": round(alcove.perSecond),
    ratio: round(ratio),
  }
}

function recallLine({ turns, cold, warm, block }: RecallResult): string {
  return [
    `What a question needs of ${turns.toLocaleString("en")} turns: ${round(cold)} ms, ${round(warm)} ms once they are at hand;`,
    `nothing else was done for ${round(block)} ms at the most.`,
  ].join(" ")
}

function limitsLine({ parallel, off, on }: LimitsResult): string {
  return [
    `A turn without limits, ${parallel} parallel: p50 ${round(off.p50)} ms, ${Math.round(off.perSecond).toLocaleString("en")}/s;`,
    `with all of them p50 ${round(on.p50)} ms, ${Math.round(on.perSecond).toLocaleString("en")}/s.`,
  ].join(" ")
}

function countingLine({ turns, counted, waits, p95, longest }: CountingResult): string {
  return [
    `Counting ${counted.toLocaleString("en")} of ${turns.toLocaleString("en")} turns of 32 senders: ${waits} waits for a lock seen,`,
    `p95 ${round(p95)} ms, the longest ${round(longest)} ms.`,
  ].join(" ")
}

function dashboardLine({ stored, counters, look }: DashboardResult): string {
  return [
    `The operator's 90 days at a glance, of ${stored.toLocaleString("en")} messages and ${counters.toLocaleString("en")} counters:`,
    `p50 ${round(look.p50)} ms, p95 ${round(look.p95)} ms of the server.`,
  ].join(" ")
}

function ingestionLine({ documents, perSecond, quiet, beside, grown }: IngestionResult): string {
  return [
    `Reading ${documents.toLocaleString("en")} documents: ${Math.round(perSecond)} a second, the process ${Math.round(grown)} MB larger;`,
    `a turn before it p50 ${round(quiet.p50)} ms, p95 ${round(quiet.p95)} ms, beside it ${round(beside.p50)} and ${round(beside.p95)} ms.`,
  ].join(" ")
}

function cleanupLine({ messages, perSecond, quiet, beside }: CleanupResult): string {
  return [
    `Cleanup of ${messages.toLocaleString("en")} expired messages: ${Math.round(perSecond).toLocaleString("en")} a second;`,
    `p95 of a turn before it ${round(quiet.p95)} ms, beside it ${round(beside.p95)} ms.`,
  ].join(" ")
}

function ratiosOf(memory: MemoryResult[]) {
  const find = (stored: number, parallel: number) =>
    memory.find((result) => result.stored === stored && result.parallel === parallel) as MemoryResult
  const [few = 0, many = 0] = STORED
  return {
    "memory: Alcove ÷ plain SQL, p50, 10k": round(find(few, 1).ratio),
    "memory: Alcove ÷ plain SQL, p50, 1M": round(find(many, 1).ratio),
    "memory: plain SQL ÷ Alcove, turns/s at 32, 10k": round(find(few, 32).ratio),
    "memory: plain SQL ÷ Alcove, turns/s at 32, 1M": round(find(many, 32).ratio),
    "memory: 1M ÷ 10k, Alcove p50": round(find(many, 1).alcove.p50 / find(few, 1).alcove.p50),
    "memory: 10k ÷ 1M, Alcove turns/s at 32": round(
      find(few, 32).alcove.perSecond / find(many, 32).alcove.perSecond,
    ),
  }
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}
