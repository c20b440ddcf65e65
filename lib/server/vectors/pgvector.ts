import "server-only"
import { and, desc, eq, getTableName, isNotNull, sql } from "drizzle-orm"
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core"
import { vectors } from "@/drizzle/schema/vectors"
import { LONG, query } from "../db/client"
import { perProcess } from "../process"
import { log } from "../telemetry/log"
import { forgetVectors } from "./scan"
import type { Key } from "./vectors"

/** A database as Drizzle speaks to it, whichever driver is under it. */
export type Db = PgDatabase<PgQueryResultHKT>

/** What an index of pgvector can hold; longer vectors are compared one by one, in Postgres. */
const INDEXED = 4_000

/** Rows whose numbers are brought into the column of the index at once. */
const AT_ONCE = 500

/** The oldest version that goes on looking when a filter takes away what an index found first. */
const OLDEST = "0.8.0"

/** The column that pgvector searches in. Only there when the server has pgvector. */
const nearest = sql.identifier("nearest")

/** Milliseconds after trouble in which every vector is looked at instead. */
const AGAIN = 300_000

/** `dimensions`: of the vectors in the column, 0 while it is not to be searched in. */
const state = perProcess("pgvector", () => ({ dimensions: 0, notBefore: 0 }))

/** Nearest first. Undefined where the server has no pgvector, its column is not ready, or it is in trouble. */
export async function findIndexed(
  model: string,
  wanted: Int8Array,
  count: number,
): Promise<Key[] | undefined> {
  if (state.dimensions !== wanted.length) return undefined
  return query(({ db }) => selectNearest(db, model, wanted, count)).catch(giveUp)
}

/** Brings new vectors into the column of pgvector; makes extension, column and index first, where the server and this role let us. */
export async function indexVectors(model: string): Promise<void> {
  if (performance.now() >= state.notBefore) await bringIn(model).catch(giveUp)
}

async function bringIn(model: string): Promise<void> {
  const dimensions = await query(({ db }) => findDimensions(db, model))
  if (dimensions === undefined) return
  const isNew = state.dimensions !== dimensions
  if (isNew && !(await query(({ db }) => prepareColumn(db, dimensions), LONG))) {
    state.notBefore = performance.now() + AGAIN
    return
  }
  while ((await query(({ db }) => fillColumn(db, model, dimensions), LONG)) > 0);
  if (isNew) forgetVectors()
  state.dimensions = dimensions
}

/** Every vector is looked at for a while; then it is tried again. */
function giveUp(error: unknown): undefined {
  Object.assign(state, { dimensions: 0, notBefore: performance.now() + AGAIN })
  log().warn({ error }, "pgvector cannot be used for now: every vector is looked at instead")
}

const isOf = (model: string) => and(eq(vectors.model, model), isNotNull(vectors.numbers))

async function findDimensions(db: Db, model: string): Promise<number | undefined> {
  const found = await db
    .select({ dimensions: sql<number>`length(${vectors.numbers})` })
    .from(vectors)
    .where(isOf(model))
    .orderBy(desc(vectors.claimedUntil))
    .limit(1)
  return found[0]?.dimensions
}

/** Any number will do, as long as no other program locks it. */
const PREPARING = 252684

/** Makes extension, column and index for vectors of this length, where they are not there, by one process at a time. False without pgvector. */
export async function prepareColumn(db: Db, dimensions: number): Promise<boolean> {
  const isThere = sql<boolean>`exists (select from pg_available_extension_versions where name = 'vector'
    and string_to_array(version, '.')::int[] >= string_to_array(${OLDEST}, '.')::int[])`
  const [server] = await db.select({ isThere }).from(sql`(select) as server`)
  if (!server?.isThere) return false
  await db.transaction(async (tx) => {
    // Whatever reads the table would wait behind us.
    await tx.execute(sql`set local lock_timeout = '2s'`)
    await tx.execute(sql`select pg_advisory_xact_lock(${PREPARING})`)
    await tx.execute(sql`create extension if not exists vector`)
    if ((await findHeld(tx)) !== dimensions) {
      await tx.execute(sql`alter table ${vectors} drop column if exists ${nearest}`)
      await tx.execute(
        sql`alter table ${vectors} add column ${nearest} halfvec(${sql.raw(String(dimensions))})`,
      )
    }
    if (dimensions <= INDEXED)
      await tx.execute(
        sql`create index if not exists vectors_nearest on ${vectors} using hnsw (${nearest} halfvec_cosine_ops)`,
      )
  })
  return true
}

/** The length of the vectors that the column holds. */
async function findHeld(db: Db): Promise<number | null | undefined> {
  const held = sql<number | null>`(select atttypmod from pg_attribute
    where attrelid = ${getTableName(vectors)}::regclass and attname = 'nearest' and not attisdropped)`
  const [column] = await db.select({ held }).from(sql`(select) as server`)
  return column?.held
}

/** Copies numbers that the column does not hold yet. Gives how many rows it looked at. */
export async function fillColumn(db: Db, model: string, dimensions: number): Promise<number> {
  const { documentId, version, seq, numbers } = vectors
  const isMissing = and(isOf(model), sql`${nearest} is null`, sql`length(${numbers}) = ${dimensions}`)
  const rows = await db
    .select({ documentId, version, seq, numbers })
    .from(vectors)
    .where(isMissing)
    .limit(AT_ONCE)
  const given = rows.map((row) => ({ ...row, numbers: literal(row.numbers ?? new Uint8Array()) }))
  if (rows.length > 0)
    await db.execute(sql`
      update ${vectors} set ${nearest} = given.numbers::halfvec
      from json_to_recordset(${JSON.stringify(given)}::text::json)
        as given ("documentId" uuid, version int, seq int, numbers text)
      where ${documentId} = given."documentId" and ${version} = given.version and ${seq} = given.seq and ${vectors.model} = ${model}`)
  return rows.length
}

/** An index finds by nearness first: without `iterative_scan` a filter after it silently leaves too few. */
export async function selectNearest(db: Db, model: string, wanted: Int8Array, count: number): Promise<Key[]> {
  const { documentId, version, seq } = vectors
  return db.transaction(async (tx) => {
    await tx.execute(sql`set local hnsw.iterative_scan = strict_order`)
    return tx
      .select({ documentId, version, seq })
      .from(vectors)
      .where(and(eq(vectors.model, model), sql`${nearest} is not null`))
      .orderBy(sql`${nearest} <=> ${literal(wanted)}::halfvec`)
      .limit(count)
  })
}

function literal(bytes: Uint8Array | Int8Array): string {
  return `[${Int8Array.from(bytes).join(",")}]`
}
