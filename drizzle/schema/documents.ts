import { sql } from "drizzle-orm"
import { check, index, integer, pgTable, primaryKey, smallint, text, unique, uuid } from "drizzle-orm/pg-core"
import { bytea, instant, tsvector } from "./columns"

/** What the operator lets answers be made of. Plain text: it is the operator's own, and nothing of a visitor is in it. */
export const documents = pgTable(
  "documents",
  {
    id: uuid().primaryKey(),
    /** `upload`: by the page or the command; `folder`: from `DOCUMENTS_DIR`; `text`: pasted; `sample`: came with the app. */
    source: text({ enum: ["upload", "folder", "text", "sample"] }).notNull(),
    /** The file's name, or its path in the folder: the same name again replaces the document. */
    name: text().notNull(),
    title: text().notNull(),
    state: text({ enum: ["waiting", "reading", "ready", "failed"] }).notNull(),
    /** Why it could not be read; see `DocumentFailure`. What was read before stays findable. */
    failure: text(),
    /** SHA-256 of the file: the same content again is no work. */
    hash: bytea().notNull(),
    /** Size of the file. */
    bytes: integer().notNull(),
    kind: text({ enum: ["md", "txt", "html", "pdf", "docx", "csv"] }),
    /** ISO 639 code, empty when it is not known: it decides how words are stemmed. */
    language: text().notNull().default(""),
    pages: integer(),
    /** How many passages there are of it. */
    passages: integer().notNull().default(0),
    /** What was read of the file, as Markdown; passages are stretches of it. */
    text: text().notNull().default(""),
    /** Raised whenever other text takes the place of this one: what was quoted knows that it is old. */
    version: integer().notNull().default(0),
    /** Drawn at random by the process that reads it: one that wakes up late no longer matches and changes nothing. */
    epoch: uuid(),
    leaseUntil: instant("lease_until"),
    /** How often reading it was begun and not ended: what kills its reader again and again is given up. */
    attempts: smallint().notNull().default(0),
    addedAt: instant("added_at").notNull().defaultNow(),
    readAt: instant("read_at"),
  },
  (table) => [
    unique("documents_name").on(table.source, table.name),
    index("documents_queue").on(table.addedAt).where(sql`${table.state} in ('waiting', 'reading')`),
    check("documents_state", sql`${table.state} in ('waiting', 'reading', 'ready', 'failed')`),
  ],
)

/** The files as they came, apart from the documents so that a list of these stays small. */
export const documentFiles = pgTable("document_files", {
  documentId: uuid("document_id")
    .primaryKey()
    .references(() => documents.id, { onDelete: "cascade" }),
  content: bytea().notNull(),
})

/** What search finds: a stretch of a document's text. */
export const passages = pgTable(
  "passages",
  {
    documentId: uuid("document_id")
      .notNull()
      .references(() => documents.id, { onDelete: "cascade" }),
    /** The version of the document that it is of: a new one is written beside the old, and takes its place at once. */
    version: integer().notNull(),
    /** 1, 2, 3 … in the order of the text. */
    seq: integer().notNull(),
    /** UTF-16 units of the document's text at which it begins and ends. */
    start: integer().notNull(),
    end: integer().notNull(),
    /** The headings above it, from the outermost in, with " › " between. */
    heading: text().notNull(),
    page: integer(),
    /** Its words; rows of a table with the table's header before them. */
    text: text().notNull(),
    tokens: integer().notNull(),
    /** The text search configuration of its language. */
    config: text().notNull(),
    /** Title, headings and words. */
    lexemes: tsvector().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.documentId, table.version, table.seq] }),
    index("passages_lexemes").using("gin", table.lexemes),
    index("passages_config").on(table.config),
  ],
)
