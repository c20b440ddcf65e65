import { setTimeout as pause } from "node:timers/promises"
import { v7 as uuidv7 } from "uuid"
import { connect, type Sql } from "@/drizzle/client"
import { inParallel, storeTurn } from "@/tests/support/app/turns"
import type { Visitor } from "./seed"

const SENDERS = 32
const TURNS = 10_000

/** Milliseconds statements waited for locks of any kind; `counted`: replies in the counters, which must be all. */
export type CountingResult = { turns: number; counted: number; waits: number; p95: number; longest: number }

/**
 * 32 parallel senders, 10,000 turns, all counted in the same few rows. A statement that waits for a lock is looked up all the
 * time; a turn that was never seen waiting waited 0 ms.
 */
export async function benchCounting(sql: Sql, url: string, visitors: Visitor[]): Promise<CountingResult> {
  const before = await countedReplies(sql)
  const watch = watchLocks(url)
  await inParallel(SENDERS, TURNS, async (number) => {
    const { session } = visitors[number % visitors.length] as Visitor
    await storeTurn(session, uuidv7(), number)
  })
  const waited = await watch.end()
  const all = [...waited, ...new Array<number>(2 * TURNS).fill(0)]
    .slice(0, 2 * TURNS)
    .toSorted((a, b) => a - b)
  return {
    turns: TURNS,
    counted: (await countedReplies(sql)) - before,
    waits: waited.length,
    p95: all[Math.floor(all.length * 0.95)] ?? 0,
    longest: Math.max(0, ...waited),
  }
}

async function countedReplies(sql: Sql): Promise<number> {
  const [row] = await sql<{ counted: number }[]>`
    select coalesce(sum(value), 0)::int as counted from usage where metric = 'replies'`
  return row?.counted ?? 0
}

function watchLocks(url: string) {
  const { sql } = connect(url, { max: 1 })
  const longest = new Map<string, number>()
  let over = false
  const watching = (async () => {
    while (!over) {
      const rows = await sql<{ wait: string; waited: number }[]>`
        select pid || ' ' || waitstart as wait, extract(epoch from clock_timestamp() - waitstart)::float * 1000 as waited
        from pg_locks where not granted and waitstart is not null`
      for (const { wait, waited } of rows) longest.set(wait, Math.max(longest.get(wait) ?? 0, waited))
      await pause(1)
    }
    await sql.end()
  })()
  return {
    end: async () => {
      over = true
      await watching
      return [...longest.values()]
    },
  }
}
