import "server-only"
import { and, eq, sql } from "drizzle-orm"
import { v4 as uuid } from "uuid"
import { documentFiles, documents } from "@/drizzle/schema/documents"
import type { DocumentFailure } from "@/lib/documents"
import { LONG, query } from "../db/client"
import { picked, type Row, statement } from "../db/statement"
import { perProcess } from "../process"

/** A document that this process has taken to read it, until its lease runs out. */
export type Claim = Row<typeof documents, "id" | "source" | "name" | "title" | "attempts"> & { epoch: string }

/** How long a lease lasts without being renewed, and when it is renewed, in milliseconds. */
const LEASE = 30_000
export const RENEW = 10_000

const waking = perProcess("documents waking", () => ({ wake: () => {} }))

/** Tells this process that a document waits to be read; others look for themselves every few seconds. */
export function wakeReaders(): void {
  waking.wake()
}

/** Resolves when a document was added here, at the latest after `atMost` milliseconds. */
export async function nextWaking(atMost: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  waking.wake = resolve
  const timer = setTimeout(resolve, atMost)
  timer.unref()
  await promise
  clearTimeout(timer)
}

/**
 * Takes up to `count` documents that wait, or whose reader is gone, the oldest first. Several processes never take the
 * same one.
 */
export async function claimDocuments(count: number): Promise<Claim[]> {
  const epoch = uuid()
  return (await claim({ epoch, count })).map((row) => ({ ...row, epoch }))
}

const claim = statement<{ epoch: string; count: number }, Omit<Claim, "epoch">>(
  (value) => sql`
    update ${documents} set state = 'reading', epoch = ${value.epoch},
      lease_until = now() + ${LEASE} * interval '1 millisecond'
    where ${documents.id} in (
      select id from ${documents} as waiting
      where waiting.state = 'waiting' or (waiting.state = 'reading' and waiting.lease_until < now())
      order by waiting.added_at limit ${value.count}::int for update skip locked
    )
    returning ${picked(documents, "id", "source", "name", "title", "attempts")}`,
)

/**
 * Begins to read a document, and counts it, once however often this is sent: gives its file as it came. Undefined when the document was deleted,
 * changed or taken over meanwhile.
 */
export async function beginDocument({ id, epoch, attempts }: Claim): Promise<Uint8Array | undefined> {
  return (await begin({ id, epoch, attempts: attempts + 1 }, LONG))[0]?.file
}

const begin = statement<{ id: string; epoch: string; attempts: number }, { file: Uint8Array }>(
  (value) => sql`
    update ${documents} set attempts = ${value.attempts}::int from ${documentFiles}
    where ${documents.id} = ${value.id} and ${documents.epoch} = ${value.epoch} and ${documentFiles.documentId} = ${documents.id}
    returning ${documentFiles.content} as file`,
)

/** Keeps what is being read from being taken up by another process. */
export async function renewClaims(claims: Claim[]): Promise<void> {
  for (const { id, epoch } of claims) {
    await query(({ db }) =>
      db
        .update(documents)
        .set({ leaseUntil: sql`now() + ${LEASE} * interval '1 millisecond'` })
        .where(and(eq(documents.id, id), eq(documents.epoch, epoch))),
    )
  }
}

/** Says why a document could not be read; what was read of it before stays. */
export async function failDocument({ id, epoch }: Claim, failure: DocumentFailure): Promise<void> {
  await query(({ db }) =>
    db
      .update(documents)
      .set({ state: "failed", failure, epoch: null, leaseUntil: null })
      .where(and(eq(documents.id, id), eq(documents.epoch, epoch))),
  )
}

/** How many documents wait to be read or are being read. */
export async function countWaiting(): Promise<number> {
  return query(({ db }) => db.$count(documents, sql`${documents.state} in ('waiting', 'reading')`))
}
