import { PGlite } from "@electric-sql/pglite"
import { vector } from "@electric-sql/pglite-pgvector"
import { sql } from "drizzle-orm"
import { drizzle } from "drizzle-orm/pglite"
import { migrate } from "drizzle-orm/pglite/migrator"
import { afterAll, beforeAll, expect, test } from "vitest"
import { documents, passages } from "@/drizzle/schema/documents"
import { vectors } from "@/drizzle/schema/vectors"
import { cosine, toBytes } from "@/lib/server/vectors/numbers"
import { fillColumn, prepareColumn, selectNearest } from "@/lib/server/vectors/pgvector"
import { vectorOf } from "@/tests/support/provider/embedder"

/* The statements for pgvector, on a Postgres that has it; the one beside the app need not. */

const MODEL = "words-64"
const DIMENSIONS = 64
const DOCUMENT = "01940000-0000-7000-8000-000000000001"
const COUNT = 1_200

const client = new PGlite({ extensions: { vector } })
const db = drizzle(client)
const texts = Array.from({ length: COUNT }, (_, at) => `page ${words(at)} ${words(at * 7)} ${words(at * 13)}`)

beforeAll(async () => {
  await migrate(db, { migrationsFolder: "drizzle/migrations" })
  await db.insert(documents).values({
    ...{ id: DOCUMENT, source: "upload", name: "a.md", title: "a", state: "ready" },
    ...{ hash: new Uint8Array(), bytes: 0 },
  })
  await db.execute(sql`
    insert into ${passages} (document_id, version, seq, start, "end", heading, text, tokens, config, lexemes)
    select ${DOCUMENT}::uuid, 1, seq, 0, 0, '', '', 1, 'simple', '' from generate_series(1, ${COUNT}) as seq`)
  await db
    .insert(vectors)
    .values(texts.map((text, at) => row(at + 1, text, at % 3 === 0 ? "another" : MODEL)))
})
afterAll(() => client.close())

test("Column and index are made, and filled a part at a time until nothing is missing", async () => {
  expect(await prepareColumn(db, DIMENSIONS)).toBe(true)
  const steps = [await fill(), await fill(), await fill()]
  expect(steps).toEqual([500, 300, 0])
  const missing = await db.execute(sql`select from ${vectors} where nearest is null and model = ${MODEL}`)
  expect(missing.rows).toEqual([])
})

test("The nearest are those that looking at every one finds, of this model only", async () => {
  const wanted = toBytes(vectorOf(`page ${words(91)} ${words(5)}`, DIMENSIONS))
  const found = await selectNearest(db, MODEL, wanted, 20)
  const all = texts.map((text, at) => ({
    seq: at + 1,
    score: cosine(toBytes(vectorOf(text, DIMENSIONS)), wanted),
  }))
  const scoreOf = (seq: number) => all.find((one) => one.seq === seq)?.score ?? 0
  const best = all.filter(({ seq }) => (seq - 1) % 3 !== 0).toSorted((a, b) => b.score - a.score)
  expect(found).toHaveLength(20)
  expect(found.every(({ seq }) => (seq - 1) % 3 !== 0)).toBe(true)
  // Vectors that are equally near may change places; an index may miss one of many.
  const reached = found.filter(({ seq }) => scoreOf(seq) >= (best[19]?.score ?? 0) - 0.001)
  expect(reached.length).toBeGreaterThanOrEqual(19)
})

test("A filter that takes most of what the index finds first still leaves as many as were asked for", async () => {
  // So few rows are looked through one by one otherwise.
  await db.execute(sql`set enable_seqscan = off`)
  await db.update(vectors).set({ model: "rare" }).where(sql`${vectors.seq} % 40 = 0`)
  const wanted = toBytes(vectorOf(`page ${words(3)}`, DIMENSIONS))
  // An index may miss one or two of them; without looking on it found one.
  expect((await selectNearest(db, "rare", wanted, 20)).length).toBeGreaterThanOrEqual(18)
})

test("For a model with more numbers the column is made anew", async () => {
  await db.update(vectors).set({ model: "longer", numbers: stored("page", 96) })
  expect(await prepareColumn(db, 96)).toBe(true)
  expect(await fillColumn(db, "longer", 96)).toBe(500)
  expect(await prepareColumn(db, 96)).toBe(true)
  expect([await fillColumn(db, "longer", 96), await fillColumn(db, "longer", 96)]).toEqual([500, 200])
  expect(await selectNearest(db, "longer", toBytes(vectorOf("page", 96)), 3)).toHaveLength(3)
})

function fill() {
  return fillColumn(db, MODEL, DIMENSIONS)
}

function row(seq: number, text: string, model: string) {
  const numbers = stored(text, DIMENSIONS)
  return { documentId: DOCUMENT, version: 1, seq, model, numbers, claimedUntil: new Date() }
}

function stored(text: string, dimensions: number): Uint8Array {
  return Uint8Array.from(toBytes(vectorOf(text, dimensions)))
}

/** A word of letters for a number. */
function words(number: number): string {
  return [...String(number * 7919)].map((digit) => String.fromCharCode(97 + Number(digit))).join("")
}
