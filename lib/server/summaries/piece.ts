import "server-only"
import { sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { isShown, stretches } from "../messages/branches"
import { openTurns, type PlacedTurn, type TurnRow, turns } from "../messages/history"
import type { Turn } from "../model/prompt"
import { countTokens } from "../model/tokens"
import { withoutForgotten } from "../recall/recall"
import { clip, MESSAGE_OVERHEAD, visible } from "../recall/turns"
import type { KeyHolder } from "../sessions/session"

/**
 * What is to be summarised next: messages, oldest first, of which the last stands at `position`; `forgotten`: how many of the chat
 * were, when they were read.
 */
export type Piece = { position: number; said: SaidMessage[]; forgotten: number }

/** `isAsked`: whether it may ask for something from then on is not known yet; `seen`: tokens of all that can be seen of it. */
export type SaidMessage = PlacedTurn & { id: string; isAsked?: true; seen: number }

/**
 * Shares of a context: so much may stand unsummarised, beside so much that is left then; and one message is told in no more than
 * this.
 */
const FULL = 0.6
const LEFT = 0.3
const ONE = 0.1

/** A share that is not worth a summary: what nobody sees is not told. */
const LITTLE = 0.1

/** Tokens that a message may have which asks for something from then on. */
const SHORT = 150

/** The oldest messages after a position, of which there are more than may stand unsummarised in `context` tokens; no more than `room`. */
export async function findPiece(
  session: KeyHolder,
  chatId: string,
  after: number,
  { context, room }: { context: number; room: number },
): Promise<Piece | undefined> {
  const rows = await readAfter({ sessionId: session.id, chatId, after, context })
  const total = rows[0]?.total ?? 0
  if (total <= FULL * context) return undefined
  const taken = fitting(rows, total - LEFT * context, Math.min(room, FULL * context), ONE * context)
  const last = taken.at(-1)
  const said = withoutForgotten(taken.flatMap((row) => opened(session, row, ONE * context)))
  if (!last || seenOf(said) < LITTLE * context) return undefined
  return { position: last.position, said, forgotten: last.forgotten }
}

type AfterRow = TurnRow & { total: number; forgotten: number }

/** Messages that are looked at: more than ever are told. */
const MOST = 500

type After = { sessionId: string; chatId: string; after: number; context: number }

/** What is shown after a position, oldest first, as much of it as a context holds; `total`: the tokens of all that was looked at. */
const readAfter = statement<After, AfterRow>(
  (value) => sql`
    with ${stretches(value)}, later as (
      select said.* from stretches cross join lateral (
        ${turns} where ${isShown(value)} and ${messages.position} > ${value.after}::int order by position limit ${MOST}
      ) as said order by position limit ${MOST}
    ), counted as (
      select later.*, sum(tokens + ${MESSAGE_OVERHEAD}) over ()::float8 as total,
        sum(tokens + ${MESSAGE_OVERHEAD}) over (order by position) - tokens as passed
      from later
    )
    select counted.*, ${chats.forgotten} from counted
    join ${chats} on ${chats.sessionId} = ${value.sessionId} and ${chats.id} = ${value.chatId}
    where passed <= ${value.context}::int and ${isLive(value.sessionId, value.chatId)} order by counted.position`,
)

/** The first of them, up to an answer: no more than `wanted` tokens, unless the first exchange has them, and than there is room to tell. */
function fitting(rows: AfterRow[], wanted: number, room: number, most: number): AfterRow[] {
  let [told, passed, end] = [0, 0, 0]
  for (const [at, row] of rows.entries()) {
    told += Math.min(row.tokens, most) + LINE
    if (told > room) break
    passed += row.tokens + MESSAGE_OVERHEAD
    if (passed > wanted && end > 0) break
    // One without a word may be answered again in its place.
    if (row.role === "assistant" && row.body) end = at + 1
  }
  return rows.slice(0, end)
}

/** Tokens of what stands around a message where it is told. */
const LINE = 24

/** A message as it is told, in `most` tokens. */
function opened(session: KeyHolder, row: AfterRow, most: number): SaidMessage[] {
  return openTurns(session, [row]).map((turn) => {
    const whole = quotable(visible(turn))
    const told = clip(whole, Math.max(most, 50))
    const isAsked = row.role === "user" && row.standing === null && turn.tokens <= SHORT
    return { ...told, id: row.id, seen: whole.tokens, ...(isAsked && { isAsked: true as const }) }
  })
}

function seenOf(said: SaidMessage[]): number {
  return said.reduce((sum, { seen }) => sum + seen, 0)
}

/** Text that ends no quotation, whatever it says. */
export function quotable<T extends Turn>(turn: T): T {
  const text = turn.text.replace(/<\/(?=conversation|summary)/gi, "< /")
  return text === turn.text ? turn : { ...turn, text, tokens: countTokens(text) }
}
