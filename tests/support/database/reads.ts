import { drizzle } from "drizzle-orm/postgres-js"
import { afterAll, beforeAll } from "vitest"
import type { Client } from "@/drizzle/client"
import { query } from "@/lib/server/db/client"
import { Lane } from "@/lib/server/db/lane"

/** What each statement reads at most, in blocks of 8 kB, by its text; `what`: what was being done. */
export type Reads = Map<string, { blocks: number; what: string }>

/** Blocks that a statement may read more of the large database than of the small one: an index is a level higher, a page is split. */
const FACTOR = 2
const SLACK = 40

/** The type's number in Postgres. */
const TIMESTAMPTZ = 1184

type Seen = { text: string; params: unknown[] }

const real = Lane.prototype.run
let seen: Map<string, Seen> | undefined

/** Has the statements of this file's tests noticed. */
export function watchStatements(): void {
  beforeAll(() => {
    Lane.prototype.run = function (this: Lane, statement, within, options) {
      return real.call(
        this,
        (client) => statement(seen ? recording(client, seen) : client) as PromiseLike<never>,
        within,
        options,
      )
    } as typeof real
  })
  afterAll(() => {
    Lane.prototype.run = real
  })
}

/** Does everything once, and finds out what each statement of it reads. */
export async function readsOf(acts: Record<string, () => Promise<unknown>>): Promise<Reads> {
  await query(({ sql }) => sql`vacuum analyze`)
  const reads: Reads = new Map()
  for (const [what, act] of Object.entries(acts)) {
    seen = new Map()
    await act()
    const statements = [...seen.values()]
    seen = undefined
    for (const { text, params } of statements) {
      // The first time Postgres reads about the tables, too.
      await blocksOf(text, params)
      const blocks = await blocksOf(text, params)
      const had = reads.get(text)
      if (!had || blocks > had.blocks) reads.set(text, { blocks, what })
    }
  }
  return reads
}

/** Statements that read much more of the large database than of the small one. */
export function grown(small: Reads, large: Reads): string[] {
  return [...large]
    .filter(([text, { blocks }]) => blocks > FACTOR * (small.get(text)?.blocks ?? 0) + SLACK)
    .map(
      ([text, { blocks, what }]) =>
        `${what}: ${small.get(text)?.blocks} → ${blocks} blocks: ${text.replace(/\s+/g, " ").slice(0, 300)}`,
    )
}

function recording(client: Client, into: Map<string, Seen>): Client {
  const sql = new Proxy(client.sql, {
    get(target, name) {
      if (name !== "unsafe") return Reflect.get(target, name)
      return (text: string, params: unknown[] = [], options: object = {}) => {
        into.set(text, { text, params })
        return client.sql.unsafe(text, params as never, options)
      }
    },
  })
  const { parsers } = client.sql.options
  const readsTimes = parsers[TIMESTAMPTZ]
  const db = drizzle(sql) as unknown as Client["db"]
  // Drizzle has the client hand out times as text; `connect` mends that, too.
  parsers[TIMESTAMPTZ] = readsTimes as (typeof parsers)[number]
  return { ...client, sql, db }
}

/** Blocks that a statement touches, run once more and taken back. */
async function blocksOf(text: string, params: unknown[]): Promise<number> {
  let blocks = 0
  await query(({ sql }) =>
    sql
      .begin(async (own) => {
        const [row] = await own.unsafe(`explain (analyze, buffers, format json) ${text}`, params as never)
        const [explained] = (row?.["QUERY PLAN"] ?? []) as { Plan: Record<string, number> }[]
        blocks = (explained?.Plan["Shared Hit Blocks"] ?? 0) + (explained?.Plan["Shared Read Blocks"] ?? 0)
        throw new Taken()
      })
      .catch((error) => {
        if (!(error instanceof Taken)) throw error
      }),
  )
  return blocks
}

class Taken extends Error {}
