import "server-only"
import { and, eq, isNotNull, isNull, ne, or, sql } from "drizzle-orm"
import { documents, passages } from "@/drizzle/schema/documents"
import { vectors } from "@/drizzle/schema/vectors"
import { LONG, query } from "../db/client"
import { bare, into, picked, type Row, statement } from "../db/statement"

/** Names one passage. */
export type Key = Row<typeof passages, "documentId" | "version" | "seq">

/** A passage that this process has taken to ask the model about, and what it is asked. */
export type Claim = Key & { text: string }

/** A hundred years, in seconds. */
export const EVER = 3_200_000_000

/** Milliseconds after which a passage whose process has not come back is taken up by another one. */
const LEASE = 120_000

/**
 * Takes up to `count` passages that have no vector: of documents that were read within so many seconds, and those that others took
 * and did not come back for. Several processes never take the same one.
 */
export async function claimPassages(model: string, count: number, within = EVER): Promise<Claim[]> {
  const rows = await claim({ model, count, within }, LONG)
  return rows.map(({ title, heading, text, ...key }) => ({ ...key, text: `${title}\n${heading}\n${text}` }))
}

type Wanted = Row<typeof passages, "documentId" | "version" | "seq" | "heading" | "text"> & { title: string }

/** Its process has not come back. */
const isLeft = sql`(${vectors.numbers} is null and ${vectors.claimedUntil} < now())`

const claim = statement<{ model: string; count: number; within: number }, Wanted>(
  (value) => sql`
    with wanted as (
      (select ${passages.documentId}, ${passages.version}, ${passages.seq} from ${documents}
        join ${passages} on ${passages.documentId} = ${documents.id}
        where ${documents.readAt} > now() - make_interval(secs => ${value.within}::float8) and not exists (
          select from ${vectors} where ${vectors.documentId} = ${passages.documentId}
            and ${vectors.version} = ${passages.version} and ${vectors.seq} = ${passages.seq}
        ) limit ${value.count}::int)
      union all
      (select ${vectors.documentId}, ${vectors.version}, ${vectors.seq} from ${vectors}
        where ${isLeft} and ${vectors.model} = ${value.model} limit ${value.count}::int)
      limit ${value.count}::int
    ), claimed as (
      insert into ${into(vectors, "documentId", "version", "seq", "model", "claimedUntil")}
      select document_id, version, seq, ${value.model}::text, now() + ${LEASE} * interval '1 millisecond' from wanted
      on conflict (${bare(vectors.documentId, vectors.version, vectors.seq)}) do update
        set claimed_until = excluded.claimed_until where ${vectors.model} = excluded.model and ${isLeft}
      returning ${picked(vectors, "documentId", "version", "seq")}
    )
    select ${picked(passages, "documentId", "version", "seq", "heading", "text")}, ${documents.title}
    from claimed join ${passages} on ${passages.documentId} = "documentId" and ${passages.version} = claimed.version
      and ${passages.seq} = claimed.seq
    join ${documents} on ${documents.id} = ${passages.documentId}`,
)

/** Stores what the model gave for passages. Those that are gone, or are asked about by another model now, stay so. */
export async function storeVectors(model: string, found: (Key & { numbers: Int8Array })[]): Promise<void> {
  const rows = found.map(({ numbers, ...key }) => ({ ...key, numbers: Buffer.from(numbers).toString("hex") }))
  await store({ model, rows: JSON.stringify(rows) }, LONG)
}

const store = statement<{ model: string; rows: string }, Key>(
  (value) => sql`
    update ${vectors} set numbers = decode(given.numbers, 'hex')
    from json_to_recordset(${value.rows}::text::json) as given ("documentId" uuid, version int, seq int, numbers text)
    where ${vectors.documentId} = given."documentId" and ${vectors.version} = given.version
      and ${vectors.seq} = given.seq and ${vectors.model} = ${value.model}`,
)

/** Deletes the vectors of other models, and of this one those of another length, once that is known. */
export async function deleteOtherVectors(model: string, dimensions?: number): Promise<void> {
  const isLonger = dimensions === undefined ? undefined : sql`length(${vectors.numbers}) <> ${dimensions}`
  const isOther = or(ne(vectors.model, model), isLonger)
  await query(({ db }) => db.delete(vectors).where(isOther), LONG)
}

/** Milliseconds after which a passage that the provider will not take is tried once more. */
const POSTPONED = 86_400_000

/** Puts off passages that the provider will not take; they are found by their words. */
export async function postponePassages(model: string, claims: Key[]): Promise<void> {
  const claimedUntil = sql`now() + ${POSTPONED} * interval '1 millisecond'`
  for (const claim of claims)
    await query(({ db }) => db.update(vectors).set({ claimedUntil }).where(isClaim(model, claim)))
}

/** Lets others, or this process later, ask about passages that no answer came for. */
export async function releasePassages(model: string, claims: Key[]): Promise<void> {
  const claimedUntil = sql`'-infinity'`
  for (const claim of claims)
    await query(({ db }) => db.update(vectors).set({ claimedUntil }).where(isClaim(model, claim)))
}

function isClaim(model: string, { documentId, version, seq }: Key) {
  return and(
    eq(vectors.documentId, documentId),
    eq(vectors.version, version),
    eq(vectors.seq, seq),
    eq(vectors.model, model),
    isNull(vectors.numbers),
  )
}

/** How many passages there are, and how many of them have a vector of this model. */
export async function countVectors(model: string): Promise<{ passages: number; embedded: number }> {
  const has = and(eq(vectors.model, model), isNotNull(vectors.numbers))
  const [all, embedded] = await Promise.all([
    query(({ db }) => db.$count(passages)),
    query(({ db }) => db.$count(vectors, has)),
  ])
  return { passages: all, embedded }
}
