import "server-only"
import { eq, sql } from "drizzle-orm"
import { documents } from "@/drizzle/schema/documents"
import type { Source, SourcePlace } from "@/lib/types"
import { query } from "../db/client"
import type { Session } from "../sessions/session"
import { findMessage } from "./messages"

/** UTF-16 units of a document that are shown on either side of a passage, at most. */
const AROUND = 700

/**
 * Where the passage stands that a visitor's answer cites by a number. Undefined when there is no such answer, it is another
 * visitor's, or it cites nothing by this number.
 */
export async function findSource(
  session: Session,
  { chatId, messageId, number }: { chatId: string; messageId: string; number: number },
): Promise<SourcePlace | undefined> {
  const message = await findMessage(session, chatId, messageId)
  const source = message?.metadata?.sources?.find((each) => each.number === number)
  return source && findPlace(source)
}

async function findPlace({ documentId, version, start, end }: Source): Promise<SourcePlace> {
  const text = sql<string | null>`case when ${documents.version} = ${version} then ${documents.text} end`
  const [document] = await query(({ db }) =>
    db.select({ text }).from(documents).where(eq(documents.id, documentId)),
  )
  if (!document) return { state: "gone" }
  if (document.text === null) return { state: "changed" }
  return { state: "there", ...cutAround(document.text, start, end) }
}

/** A stretch of a text and what is around it, cut where a paragraph ends, or else a word. */
export function cutAround(text: string, start: number, end: number) {
  const from = Math.max(0, start - AROUND)
  const to = Math.min(text.length, end + AROUND)
  return {
    before: from === 0 ? text.slice(0, start) : withoutFirstPart(text.slice(from, start)),
    passage: text.slice(start, end),
    after: to === text.length ? text.slice(end) : withoutLastPart(text.slice(end, to)),
  }
}

/** A paragraph that would be cut in two is left out; one that is longer than what is shown loses its beginning. */
function withoutFirstPart(text: string): string {
  const paragraph = text.trimEnd().indexOf("\n\n")
  if (paragraph >= 0) return text.slice(paragraph).trimStart()
  const word = text.search(/\s/)
  return `… ${word >= 0 ? text.slice(word).trimStart() : text.replace(/^[\udc00-\udfff]/, "")}`
}

/** The same for its end. */
function withoutLastPart(text: string): string {
  const paragraph = text.lastIndexOf("\n\n")
  if (paragraph > text.length - text.trimStart().length) return text.slice(0, paragraph)
  const word = text.search(/\s\S*$/)
  return `${word >= 0 ? text.slice(0, word) : text.replace(/[\ud800-\udbff]$/, "")} …`
}
