import "server-only"
import type { messages } from "@/drizzle/schema/messages"
import type { Source } from "@/lib/types"
import { sourcesAssociatedData } from "../crypto/associated-data"
import { open, seal } from "../crypto/seal"
import type { Row } from "../db/statement"
import type { KeyHolder } from "../sessions/session"

/** What a reply cites as it is stored: sealed, as it tells what was asked. Undefined when it cites nothing. */
export function sealSources(
  session: KeyHolder,
  messageId: string,
  sources: Source[] = [],
): Buffer | undefined {
  if (sources.length === 0) return undefined
  return seal(session.key, sourcesAssociatedData(session, messageId), JSON.stringify(sources))
}

/**
 * What a message cites, as far as its words are there: those of a reply in flight may be fewer than were written. Undefined
 * when it cites nothing, and when the bytes do not open: its words can still be read.
 */
export function openSources(
  session: KeyHolder,
  { id, sources }: Row<typeof messages, "id" | "sources">,
  words = "",
): Source[] | undefined {
  const opened = sources && open(session.key, sourcesAssociatedData(session, id), sources)
  const all: Source[] = opened ? JSON.parse(opened) : []
  const cited = all.filter(({ number }) => words.includes(`[${number}]`))
  return cited.length > 0 ? cited : undefined
}

/** The ids of the documents a reply cites, each once, with blanks between; they are counted, and tell nothing of a visitor. */
export function documentsOf(sources: Source[] = []): string | null {
  return [...new Set(sources.map(({ documentId }) => documentId))].sort().join(" ") || null
}
