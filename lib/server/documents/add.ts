import "server-only"
import { createHash } from "node:crypto"
import { sql } from "drizzle-orm"
import { v7 as uuid } from "uuid"
import { documentFiles, documents } from "@/drizzle/schema/documents"
import { makeStorable } from "@/lib/text"
import { LONG } from "../db/client"
import { into, type Row, statement } from "../db/statement"
import { wakeReaders } from "./queue"

/** A file as it came; `name`: its own, or its path in a folder. */
export type Given = Pick<Row<typeof documents>, "source" | "name"> & { title?: string; content: Uint8Array }

export type Added = { id: string; outcome: "added" | "replaced" | "unchanged" }

/** Characters of a name or a title at most. */
const LONGEST = 200

/**
 * Keeps a file and lets it be read: a new document, or other content for the one of the same source and name, which can be
 * found as it was until it is read. The same content again is no work, unless it could not be read.
 */
export async function addDocument({ source, name, title, content }: Given): Promise<Added> {
  const called = nameOf(name)
  const hash = createHash("sha256").update(content).digest()
  const values = { id: uuid(), source, name: called, title: nameOf(title ?? titleOf(called)), hash, content }
  const [row] = await add({ ...values, bytes: content.byteLength }, LONG)
  if (row && row.outcome !== "unchanged") wakeReaders()
  return row ?? { id: values.id, outcome: "unchanged" }
}

type Values = Pick<Row<typeof documents>, "id" | "source" | "name" | "title" | "hash" | "bytes"> & {
  content: Uint8Array
}

const add = statement<Values, Added>(
  (value) => sql`
    with known as (
      select ${documents.id} from ${documents}
      where ${documents.source} = ${value.source} and ${documents.name} = ${value.name}
    ), kept as (
      insert into ${into(documents, "id", "source", "name", "title", "state", "hash", "bytes")}
      values (${value.id}, ${value.source}, ${value.name}, ${value.title}, 'waiting', ${value.hash}, ${value.bytes}::int)
      on conflict (source, name) do update set state = 'waiting', failure = null, hash = excluded.hash,
        bytes = excluded.bytes, epoch = null, lease_until = null, attempts = 0, added_at = now()
      where ${documents.hash} <> excluded.hash or ${documents.state} = 'failed'
      returning ${documents.id}
    ), file as (
      insert into ${into(documentFiles, "documentId", "content")} select id, ${value.content}::bytea from kept
      on conflict (document_id) do update set content = excluded.content returning 1
    )
    select coalesce(kept.id, known.id) as id,
      case when kept.id is null then 'unchanged' when known.id is null then 'added' else 'replaced' end as outcome
    from kept full join known on known.id = kept.id`,
)

/** A name that can be shown: in one line, without control characters. */
function nameOf(name: string): string {
  const words = makeStorable(name)
    .normalize("NFC")
    .replace(/\p{C}+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
  return words.slice(0, LONGEST) || "?"
}

/** `opening_hours-2026.md` reads `opening hours 2026`. */
function titleOf(name: string): string {
  const file = name.split("/").at(-1) ?? name
  return (
    file
      .replace(/\.\w{1,5}$/, "")
      .replace(/[_-]+/g, " ")
      .trim() || file
  )
}
