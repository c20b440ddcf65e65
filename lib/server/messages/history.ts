import "server-only"
import { query } from "../db/client"
import type { Turn } from "../model/prompt"
import type { KeyHolder } from "../sessions/session"
import { openBody } from "./messages"

/** A turn and where it stands in its chat. */
export type PlacedTurn = Turn & { position: number }

/** A message as the model needs it. */
export type TurnRow = {
  id: string
  role: "user" | "assistant"
  body: Buffer | null
  tokens: number
  position: number
}

const OLDER = 200

/** Opens rows for the model. Replies without words and unreadable messages are left out. */
export function openTurns(session: KeyHolder, rows: TurnRow[]): PlacedTurn[] {
  return rows.flatMap((row) => {
    const text = openBody(session, row)
    return text ? [{ role: row.role, text, tokens: row.tokens, position: row.position }] : []
  })
}

/** Pages of turns, newest first: the one at hand, then older ones from the database, read only when they are asked for. */
export async function* turnsFrom(
  session: KeyHolder,
  chatId: string,
  tail: PlacedTurn[],
): AsyncGenerator<Turn[]> {
  let page = tail
  while (page.length > 0) {
    yield page
    const oldest = page.at(-1)?.position ?? 1
    page = oldest > 1 ? openTurns(session, await olderRows(session, chatId, oldest)) : []
  }
}

function olderRows(session: KeyHolder, chatId: string, before: number): Promise<TurnRow[]> {
  return query(
    ({ sql }) => sql<TurnRow[]>`
      select id, role, body, tokens, position from messages
      where session_id = ${session.id} and chat_id = ${chatId} and position < ${before}
      order by position desc limit ${OLDER}`,
  )
}
