import "server-only"
import { sql } from "drizzle-orm"
import { messages } from "@/drizzle/schema/messages"
import { picked, type Row, statement } from "../db/statement"
import type { Turn } from "../model/prompt"
import type { KeyHolder } from "../sessions/session"
import { isShown, newestShown, stretches } from "./branches"
import { openBody } from "./messages"

/**
 * A turn, where it stands in its chat, and when it was said; `isKept`: it asks for something from then on; `isForgotten`: its visitor
 * wants it to be kept in mind no more.
 */
export type PlacedTurn = Turn & { position: number; at: Date; isKept?: true; isForgotten?: true }

/** A message as the model needs it. */
export type TurnRow = Row<
  typeof messages,
  "id" | "role" | "body" | "tokens" | "position" | "createdAt" | "standing"
>

const OLDER = 500

/** After the last message of any chat. */
const END = 2 ** 31 - 1

/** Opens rows for the model. Replies without words and unreadable messages are left out. */
export function openTurns(session: KeyHolder, rows: TurnRow[]): PlacedTurn[] {
  return rows.flatMap((row) => {
    const text = openBody(session, row)
    return text
      ? [
          {
            role: row.role,
            text,
            tokens: row.tokens,
            position: row.position,
            at: row.createdAt,
            ...(row.standing && MARKS[row.standing]),
          },
        ]
      : []
  })
}

const MARKS = { kept: { isKept: true }, forgotten: { isForgotten: true } } as const

/** Pages of turns, newest first: the one at hand, if there is one, then older ones from the database, read only when they are asked for. */
export async function* turnsFrom(
  session: KeyHolder,
  chatId: string,
  known?: PlacedTurn[],
): AsyncGenerator<PlacedTurn[]> {
  const readBefore = (position = 1) => {
    const rows =
      position > 1 ? older({ sessionId: session.id, chatId, before: position }) : Promise.resolve([])
    // Nobody may ask for it any more.
    rows.catch(() => {})
    return rows
  }
  if (known) yield known
  for (let reading = readBefore(known ? known.at(-1)?.position : END); ; ) {
    const rows = await reading
    if (rows.length === 0) return
    // While these are opened the next ones come.
    reading = readBefore(rows.at(-1)?.position)
    yield openTurns(session, rows)
  }
}

/** Messages as the model needs them. */
export const turns = sql`select ${picked(messages, "id", "role", "body", "tokens", "position", "createdAt", "standing")} from ${messages}`

const older = statement<{ sessionId: string; chatId: string; before: number }, TurnRow>(
  (value) => sql`
    with ${stretches(value)} ${newestShown(sql`${turns} where ${isShown(value, value.before)}`, OLDER)}`,
)
