import "server-only"
import { sql } from "drizzle-orm"
import { documents, passages } from "@/drizzle/schema/documents"
import type { DocumentKind } from "@/lib/documents"
import { LONG, query } from "../db/client"
import { into, type Row, statement } from "../db/statement"
import { searchConfig } from "../retrieval/languages"
import { searchable } from "../retrieval/words"
import type { Claim } from "./queue"
import { PATH, type Passage } from "./split"

/** What was read of a document. */
export type Read = {
  title: string
  kind: DocumentKind
  language: string
  pages?: number
  text: string
  passages: Passage[]
}

/**
 * Puts what was read in the place of what was there, in one statement: no search finds both, or neither. False when the
 * document was deleted, changed or taken over meanwhile.
 */
export async function storePassages({ id, epoch }: Claim, read: Read): Promise<boolean> {
  const { title, kind, language, pages = null, text, passages } = read
  const config = language === "" ? null : searchConfig(language)
  const rows = JSON.stringify(passages.map((passage) => rowOf(title, passage)))
  const stored = await store(
    { id, epoch, title, kind, language, pages, text, config, rows, count: passages.length },
    LONG,
  )
  return stored.length > 0
}

/**
 * Lets Postgres look at what was stored: until then it knows nothing of how common a word is, and looks through new entries
 * of its index one by one. Measured on 1,400 new documents: a search takes a third of the time afterwards.
 */
export async function settlePassages(): Promise<void> {
  await query(({ db }) => db.execute(sql`analyze ${passages}, ${documents}`), LONG)
  await query(({ db }) => db.execute(sql`select gin_clean_pending_list('passages_lexemes'::regclass)`), LONG)
}

/** What it is found by: the title counts twice. Over the headings the title need not be said again. */
function rowOf(title: string, passage: Passage) {
  const heading = passage.heading === title ? "" : passage.heading.replace(`${title}${PATH}`, "")
  return { ...passage, heading, index: searchable(`${title}\n${title}\n${heading}\n${passage.text}`) }
}

type Values = {
  id: string
  epoch: string
  title: string
  kind: string
  language: string
  pages: number | null
  text: string
  config: string | null
  rows: string
  count: number
}

const store = statement<Values, Row<typeof documents, "id">>(
  (value) => sql`
    with mine as (
      update ${documents} set state = 'ready', failure = null, title = ${value.title}, kind = ${value.kind},
        language = ${value.language}, pages = ${value.pages}::int, passages = ${value.count}::int, text = ${value.text},
        version = ${documents.version} + 1, epoch = null, lease_until = null, attempts = 0, read_at = now()
      where ${documents.id} = ${value.id} and ${documents.epoch} = ${value.epoch}
      returning ${documents.id}, ${documents.version}
    ), stemmed as (
      -- A text of which the language cannot be told is taken to be in that of most others.
      select coalesce(${value.config}::text, (
        select ${passages.config} from ${passages} group by ${passages.config} order by count(*) desc limit 1
      ), 'simple') as config
    ), gone as (
      delete from ${passages} using mine where ${passages.documentId} = mine.id returning 1
    ), stored as (
      insert into ${into(passages, ...STORED)}
      select mine.id, mine.version, row_number() over (), start, "end", heading, page, text, tokens, stemmed.config,
        to_tsvector(stemmed.config::regconfig, index)
      from mine, stemmed, json_to_recordset(${value.rows}::text::json)
        as given (start int, "end" int, heading text, page int, text text, tokens int, index text)
      returning 1
    )
    select id from mine`,
)

const STORED = [
  "documentId",
  "version",
  "seq",
  "start",
  "end",
  "heading",
  "page",
  "text",
  "tokens",
  "config",
  "lexemes",
] as const
