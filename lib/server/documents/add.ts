import "server-only"
import { createHash } from "node:crypto"
import { sql } from "drizzle-orm"
import { v7 as uuid } from "uuid"
import { documentFiles, documents } from "@/drizzle/schema/documents"
import { LARGEST_FILE } from "@/lib/documents"
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
 * found as it was until it is read. The same content again is no work, unless it could not be read. Throws when it is larger
 * than any file that is read.
 */
export async function addDocument({ source, name, title, content }: Given): Promise<Added> {
  if (content.byteLength > LARGEST_FILE) throw new Error("the file is too large to be read")
  const called = documentName(name)
  const hash = createHash("sha256").update(content).digest()
  const shown = title === undefined ? titleOf(called) : title
  const values = { id: uuid(), source, name: called, title: cleaned(shown).slice(0, LONGEST).join(""), hash }
  const [row] = await add({ ...values, content, bytes: content.byteLength }, LONG)
  // Another process added it while this one looked: the next look finds it.
  if (!row) return addDocument({ source, name, title, content })
  if (row.outcome !== "unchanged") wakeReaders()
  return row
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

/**
 * The name under which a file is kept: in one line, without what cannot be seen. It is shown and compared, never opened. Of
 * a long path its end, which tells more, and what kind of file it is.
 */
export function documentName(name: string): string {
  return cleaned(name).slice(-LONGEST).join("")
}

/** Characters that can be shown. */
function cleaned(text: string): string[] {
  const shown = makeStorable(text)
    .normalize("NFC")
    .replace(/\p{C}+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
  return [...(shown || "?")]
}

/** `opening_hours-2026.md` reads `opening hours 2026`. */
function titleOf(name: string): string {
  const file = name.split("/").at(-1) ?? name
  const words = file.replace(/\.\w{1,8}$/, "").replace(/[_-]+/g, " ")
  return words.trim() || file
}
