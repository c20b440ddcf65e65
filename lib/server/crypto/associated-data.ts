import "server-only"

/** The first byte of everything sealed. */
export const VERSION = 1

/** Where a sealed value belongs. A value moved anywhere else does not open. */
export type Place = {
  table: string
  column: string
  /** Id of the session that owns it; empty for what belongs to nobody. */
  session: string
  row: string
  /** `user` or `assistant` for messages. */
  role?: string
}

/** Every field with its length before it, so that no two places read the same. */
export function additionalData(place: Place): Buffer {
  const fields = [String(VERSION), place.table, place.column, place.session, place.row, place.role ?? ""]
  return Buffer.from(fields.map((field) => `${field.length}:${field}`).join(""), "utf8")
}

/** Where the key of a session is sealed; it has no other row than the master key it is wrapped under. */
export function wrappedPlace(master: { id: string }, session: string): Place {
  return { table: "session_keys", column: "wrapped_key", session, row: master.id }
}

/** Where a message's text is sealed. */
export function bodyPlace(session: { id: string }, row: { id: string; role: string }): Place {
  return { table: "messages", column: "body", session: session.id, row: row.id, role: row.role }
}

/** Where a chat's title is sealed. */
export function titlePlace(session: { id: string }, chatId: string): Place {
  return { table: "chats", column: "title", session: session.id, row: chatId }
}

/** Where a comment is sealed. */
export function commentPlace(session: { id: string }, messageId: string): Place {
  return { table: "feedback", column: "comment", session: session.id, row: messageId }
}

/** Where a piece of a reply in flight is sealed. */
export function chunkPlace(session: { id: string }, messageId: string, seq: number): Place {
  return { table: "reply_journal", column: "chunk", session: session.id, row: `${messageId}/${seq}` }
}
