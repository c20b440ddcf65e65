import "server-only"
import { and, desc, eq, getTableColumns, sql } from "drizzle-orm"
import { documents } from "@/drizzle/schema/documents"
import { usage } from "@/drizzle/schema/usage"
import { CITED_DAYS, type DocumentFailure, type DocumentShown } from "@/lib/documents"
import { query } from "../db/client"
import { wakeReaders } from "./queue"

/** All documents, the newest first, as the operator is shown them. */
export async function listDocuments(): Promise<DocumentShown[]> {
  const { text: _text, hash: _hash, epoch: _epoch, leaseUntil: _lease, ...shown } = getTableColumns(documents)
  const rows = await query(({ db }) => {
    const lately = sql`${usage.hour} > now() - make_interval(days => ${CITED_DAYS}::int)`
    const cited = db
      .select({ id: usage.label, times: sql<number>`sum(${usage.value})`.as("times") })
      .from(usage)
      .where(and(eq(usage.metric, sql`'cited_documents'`), lately))
      .groupBy(usage.label)
      .as("cited")
    return db
      .select({ ...shown, cited: sql<number>`coalesce(${cited.times}, 0)::int` })
      .from(documents)
      .leftJoin(cited, eq(cited.id, sql`${documents.id}::text`))
      .orderBy(desc(documents.addedAt), desc(documents.id))
  })
  return rows.map(
    ({ failure, kind, pages, addedAt, readAt, attempts: _attempts, version: _version, ...row }) => ({
      ...row,
      addedAt: addedAt.toISOString(),
      ...(failure && { failure: failure as DocumentFailure }),
      ...(kind && { kind }),
      ...(pages !== null && { pages }),
      ...(readAt && { readAt: readAt.toISOString() }),
    }),
  )
}

/** What is there of a document to quote from. Undefined when it is gone. */
export async function findText(id: string): Promise<{ version: number; text: string } | undefined> {
  const [row] = await query(({ db }) =>
    db
      .select({ version: documents.version, text: documents.text })
      .from(documents)
      .where(eq(documents.id, id)),
  )
  return row
}

/** What a document is called, and where it came from. Undefined when it is gone. */
export async function findDocument(
  id: string,
): Promise<Pick<DocumentShown, "source" | "name" | "title"> | undefined> {
  const { source, name, title } = documents
  const [row] = await query(({ db }) =>
    db.select({ source, name, title }).from(documents).where(eq(documents.id, id)),
  )
  return row
}

/** Deletes a document and its passages. False when it is gone already. */
export async function deleteDocument(id: string): Promise<boolean> {
  const gone = await query(({ db }) =>
    db.delete(documents).where(eq(documents.id, id)).returning({ id: documents.id }),
  )
  return gone.length > 0
}

/** Lets a document be read once more, from the file that was kept. False when it is gone. */
export async function readAgain(id: string): Promise<boolean> {
  const again = { state: "waiting", failure: null, epoch: null, leaseUntil: null, attempts: 0 } as const
  const found = await query(({ db }) =>
    db.update(documents).set(again).where(eq(documents.id, id)).returning({ id: documents.id }),
  )
  if (found.length > 0) wakeReaders()
  return found.length > 0
}
