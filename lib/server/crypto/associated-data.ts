import "server-only"

/** The first byte of everything sealed. */
export const VERSION = 1

/** Where a sealed value belongs, sealed with it: a value moved anywhere else does not open. */
export type AssociatedData = {
  table: string
  column: string
  /** Id of the session that owns it; empty for what belongs to the instance. */
  session: string
  row: string
  /** `user` or `assistant` for messages. */
  role?: string
}

/** Every field with its length before it, so that no two of them read the same. */
export function associatedBytes(data: AssociatedData): Buffer {
  const fields = [String(VERSION), data.table, data.column, data.session, data.row, data.role ?? ""]
  return Buffer.from(fields.map((field) => `${field.length}:${field}`).join(""), "utf8")
}

/** Of the key of a session; it has no other row than the master key it is wrapped under. */
export function wrappedKeyAssociatedData(master: { id: string }, session: string): AssociatedData {
  return { table: "session_keys", column: "wrapped_key", session, row: master.id }
}

/** Of a message's text. */
export function bodyAssociatedData(
  session: { id: string },
  row: { id: string; role: string },
): AssociatedData {
  return { table: "messages", column: "body", session: session.id, row: row.id, role: row.role }
}

/** Of the passages a reply cites. */
export function sourcesAssociatedData(session: { id: string }, messageId: string): AssociatedData {
  return { table: "messages", column: "sources", session: session.id, row: messageId, role: "assistant" }
}

/** Of a chat's title. */
export function titleAssociatedData(session: { id: string }, chatId: string): AssociatedData {
  return { table: "chats", column: "title", session: session.id, row: chatId }
}

/** Of a comment on a reply. */
export function commentAssociatedData(session: { id: string }, messageId: string): AssociatedData {
  return { table: "feedback", column: "comment", session: session.id, row: messageId }
}

/** Of a piece of a reply in flight. */
export function chunkAssociatedData(session: { id: string }, messageId: string, seq: number): AssociatedData {
  return { table: "reply_journal", column: "chunk", session: session.id, row: `${messageId}/${seq}` }
}

/** Of a summary, by the place of the message up to which it is. */
export function summaryAssociatedData(
  session: { id: string },
  { chatId, branch, position }: { chatId: string; branch: number; position: number },
): AssociatedData {
  return {
    table: "summaries",
    column: "body",
    session: session.id,
    row: `${chatId}/${branch}/${position}`,
  }
}
