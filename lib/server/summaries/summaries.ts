import "server-only"
import { and, asc, eq, gt, inArray, isNotNull, isNull, sql } from "drizzle-orm"
import { messages } from "@/drizzle/schema/messages"
import { summaries } from "@/drizzle/schema/summaries"
import { summaryAssociatedData } from "../crypto/associated-data"
import { open } from "../crypto/seal"
import { query } from "../db/client"
import { picked, type Row, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { stretches } from "../messages/branches"
import type { KeyHolder, Session } from "../sessions/session"

/** What was said in a chat up to the message at `position`, in short; `tokens`: of its text; `at`: when it was written. */
export type Summary = { position: number; text: string; tokens: number; at: Date }

/** The newest summary of what is shown of a chat, before a position. Undefined where there is none, and none that opens. */
export async function findSummary(
  session: KeyHolder,
  chatId: string,
  before = Number.MAX_SAFE_INTEGER,
): Promise<Summary | undefined> {
  const [row] = await find({ sessionId: session.id, chatId, before: Math.min(before, END) })
  const text = row && openSummary(session, { ...row, chatId })
  return text ? { position: row.position, text, tokens: row.tokens, at: row.startedAt } : undefined
}

const END = 2 ** 31 - 1

type Of = { sessionId: string; chatId: string; before: number }
type SummaryRow = Row<typeof summaries, "branch" | "position" | "body" | "tokens" | "startedAt">

const find = statement<Of, SummaryRow>((value) => {
  const isOwn = sql`${summaries.sessionId} = ${value.sessionId} and ${summaries.chatId} = ${value.chatId}`
  return sql`
    with ${stretches(value)}
    select written.* from stretches cross join lateral (
      select ${picked(summaries, "branch", "position", "body", "tokens", "startedAt")} from ${summaries}
      where ${isOwn} and ${summaries.branch} = stretches.branch and ${summaries.position} >= stretches.start
        and ${summaries.position} < least(stretches.stop, ${value.before}::int) and ${summaries.body} is not null
      order by ${summaries.position} desc limit 1
    ) as written
    where ${isLive(value.sessionId, value.chatId)} order by written.position desc limit 1`
})

/** Whether a summary of the chat is being written. */
export async function isBeingSummarised(session: KeyHolder, chatId: string): Promise<boolean> {
  const isOpen = and(
    eq(summaries.sessionId, session.id),
    eq(summaries.chatId, chatId),
    isNull(summaries.body),
  )
  const open = await query(({ db }) =>
    db
      .select({ position: summaries.position })
      .from(summaries)
      // One that failed waits longer than any is written.
      .where(and(isOpen, gt(summaries.leaseUntil, sql`now()`), eq(summaries.failures, 0)))
      .limit(1),
  )
  return open.length > 0
}

/** A summary as its visitor takes it along: of what was said in its chat up to the message `upTo`. `unreadable`: it does not open. */
export type TakenSummary = {
  chatId: string
  upTo: string
  text: string | null
  unreadable?: true
  createdAt: string
}

/** All summaries of some chats that were found for this session. `text` is null where it does not open. */
export async function summariesOf(session: Session, chatIds: string[]): Promise<TakenSummary[]> {
  const { chatId, branch, position, body, startedAt } = summaries
  const isTheirs = and(eq(summaries.sessionId, session.id), inArray(chatId, chatIds), isNotNull(body))
  const isUpTo = and(
    eq(messages.sessionId, summaries.sessionId),
    eq(messages.chatId, chatId),
    eq(messages.branch, branch),
    eq(messages.position, position),
  )
  const rows = await query(({ db }) =>
    db
      .select({ chatId, branch, position, body, startedAt, upTo: messages.id })
      .from(summaries)
      .innerJoin(messages, isUpTo)
      .where(isTheirs)
      .orderBy(asc(chatId), asc(branch), asc(position)),
  )
  return rows.map(({ chatId, upTo, startedAt, ...row }) => {
    const text = openSummary(session, { ...row, chatId })
    const words = text === undefined ? { text: null, unreadable: true as const } : { text }
    return { chatId, upTo, ...words, createdAt: startedAt.toISOString() }
  })
}

type Sealed = Pick<SummaryRow, "branch" | "position" | "body"> & { chatId: string }

function openSummary(session: KeyHolder, row: Sealed): string | undefined {
  return row.body ? open(session.key, summaryAssociatedData(session, row), row.body) : undefined
}
