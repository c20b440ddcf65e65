import "server-only"
import { setImmediate as breathe } from "node:timers/promises"
import { and, eq, isNotNull, sql } from "drizzle-orm"
import { vectors } from "@/drizzle/schema/vectors"
import { LONG, query } from "../db/client"
import { perProcess } from "../process"
import { cosine, fromBytes } from "./numbers"
import type { Key } from "./vectors"

/** Milliseconds for which what is held is taken to be all there is: a new passage is found so much later. */
const FRESH = 2_000

/** Bytes that are looked at before others have their turn. */
const AT_ONCE = 4_000_000

type Entry = Key & { numbers: Int8Array }

/** The vectors of one version of a document. */
type Held = { count: number; entries: Entry[] }

type State = { model: string; documents: Map<string, Held>; until: number; loading?: Promise<void> }

const held = perProcess("vectors", (): State => ({ model: "", documents: new Map(), until: 0 }))

/** The `count` vectors that are nearest to `wanted`, by looking at every one; they are held in this process, a byte a number. */
export async function scanVectors(model: string, wanted: Int8Array, count: number): Promise<Key[]> {
  await refresh(model)
  const near: { entry: Entry; score: number }[] = []
  let looked = 0
  for (const { entries } of held.documents.values()) {
    for (const entry of entries) {
      if (entry.numbers.length !== wanted.length) continue
      near.push({ entry, score: cosine(entry.numbers, wanted) })
      looked += wanted.length
      if (looked < AT_ONCE) continue
      looked = 0
      await breathe()
    }
  }
  const nearest = near.toSorted((a, b) => b.score - a.score).slice(0, count)
  return nearest.map(({ entry: { numbers: _numbers, ...key } }) => key)
}

/** Lets the next search look for what this process has stored. */
export function noteNewVectors(): void {
  held.until = 0
}

/** Lets go of all: an index is looked in from now on. */
export function forgetVectors(): void {
  Object.assign(held, { documents: new Map(), until: 0 })
}

/** Loads what is new, and lets go of what has gone. */
async function refresh(model: string): Promise<void> {
  if (held.model !== model) Object.assign(held, { model, documents: new Map(), until: 0 })
  if (performance.now() < held.until) return
  // Many questions at once wait for one load.
  held.loading ??= load(model).finally(() => {
    held.loading = undefined
  })
  await held.loading
}

async function load(model: string): Promise<void> {
  const there = await listVersions(model)
  for (const name of held.documents.keys()) if (!there.has(name)) held.documents.delete(name)
  for (const [name, version] of there)
    if (held.documents.get(name)?.count !== version.count)
      held.documents.set(name, await loadVersion(model, version))
  held.until = performance.now() + FRESH
}

type Version = Pick<Key, "documentId" | "version"> & { count: number }

const isOf = (model: string) => and(eq(vectors.model, model), isNotNull(vectors.numbers))

async function listVersions(model: string): Promise<Map<string, Version>> {
  const { documentId, version } = vectors
  const rows = await query(
    ({ db }) =>
      db
        .select({ documentId, version, count: sql<number>`count(*)::int` })
        .from(vectors)
        .where(isOf(model))
        .groupBy(documentId, version),
    LONG,
  )
  return new Map(rows.map((row) => [`${row.documentId} ${row.version}`, row]))
}

async function loadVersion(model: string, { documentId, version }: Version): Promise<Held> {
  const isOne = and(eq(vectors.documentId, documentId), eq(vectors.version, version), isOf(model))
  const rows = await query(({ db }) => db.select().from(vectors).where(isOne), LONG)
  const entries = rows.map(({ seq, numbers }) => ({
    documentId,
    version,
    seq,
    // Its own bytes: what the driver hands out is a part of all that arrived with it.
    numbers: fromBytes(Uint8Array.from(numbers ?? [])),
  }))
  return { count: entries.length, entries }
}
