import { createHash } from "node:crypto"
import { expect } from "@playwright/test"
import type { Sql } from "postgres"
import { v7 as uuid } from "uuid"

/** Puts a file where the operator's go, and waits until the app has read it. Gives the document's id. */
export async function plantDocument(db: Sql, name: string, text: string): Promise<string> {
  const id = uuid()
  const content = Buffer.from(text)
  const hash = createHash("sha256").update(content).digest()
  await db`
    with document as (
      insert into documents (id, source, name, title, state, hash, bytes)
      values (${id}, 'upload', ${name}, ${name}, 'waiting', ${hash}, ${content.byteLength}) returning id
    )
    insert into document_files (document_id, content) select id, ${content} from document`
  await expect
    .poll(async () => (await db`select state from documents where id = ${id}`)[0]?.state, { timeout: 20_000 })
    .toBe("ready")
  return id
}
