import { LONG, query } from "@/lib/server/db/client"
import { BOUNDS, LONGER } from "@/lib/server/usage/counters"
import type { StoredTurn } from "../app/turns"

/** Values by hour, metric and label: what `usage` says, or what counting by hand says. */
export type Counters = Record<string, number>

/** The counters as they are, slots added up. */
export async function usageNow(): Promise<Counters> {
  const rows = await query(
    ({ sql }) => sql<{ hour: Date; metric: string; label: string; value: number }[]>`
      select hour, metric, label, sum(value)::float as value from usage group by hour, metric, label having sum(value) <> 0`,
    LONG,
  )
  return Object.fromEntries(rows.map(({ hour, metric, label, value }) => [keyOf(hour, metric, label), value]))
}

/** Adds up one metric, or one label of it: `replies`, `replies stopped`. */
export function sumOf(counters: Counters, what: string): number {
  return Object.entries(counters)
    .filter(([key]) => `${key.slice(key.indexOf(" ") + 1)} `.startsWith(`${what} `))
    .reduce((sum, [, value]) => sum + value, 0)
}

/** Counts by hand what is stored, row by row; what no row holds (the language) or only sealed (what is cited) comes from the test that sent the turns. */
export async function recount(turns: StoredTurn[]): Promise<Counters> {
  const counters: Counters = {}
  const count = (at: Date, metric: string, label = "", value = 1) => {
    const key = keyOf(hourOf(at), metric, label)
    if (value !== 0) counters[key] = (counters[key] ?? 0) + value
  }
  for (const session of await rowsOf("sessions")) {
    count(session.created_at, "sessions")
    if (dayOf(session.created_at) !== dayOf(session.last_active_at))
      count(session.last_active_at, "returning_visitors")
  }
  for (const { rated_at, rating } of await rowsOf("feedback")) count(rated_at, "ratings", rating)
  for (const chat of await rowsOf("chats")) count(chat.created_at, "chats")
  const languages = new Map(turns.map(({ replyId, language }) => [replyId, language]))
  const endings = new Map(turns.map(({ replyId, ending }) => [replyId, ending]))
  const messages = await rowsOf("messages")
  const asked = new Map(messages.map((message) => [message.id, message.created_at]))
  for (const reply of messages.filter(({ role }) => role === "assistant")) {
    count(asked.get(reply.parent_id) as Date, "messages", languages.get(reply.id))
    const cited = endings.get(reply.id)?.sources ?? []
    countReply(reply, (metric, label, value) => count(reply.completed_at, metric, label, value))
    for (const id of new Set(cited.map(({ documentId }) => documentId)))
      count(reply.completed_at, "cited_documents", id)
  }
  return counters
}

type Row = Record<"id" | "parent_id" | "role" | "status" | "failure" | "model" | "rating", string> &
  Record<"created_at" | "last_active_at" | "completed_at" | "rated_at", Date> &
  Record<"input_tokens" | "output_tokens" | "took", number> & {
    first_token_ms: number | null
    sources: Uint8Array | null
    unanswered: boolean
  }

function rowsOf(table: "sessions" | "chats" | "messages" | "feedback"): Promise<Row[]> {
  const took =
    table === "messages" ? ", extract(epoch from completed_at - created_at)::float * 1000 as took" : ""
  return query(({ sql }) => sql.unsafe<Row[]>(`select *${took} from ${table}`), LONG)
}

function countReply(reply: Row, count: (metric: string, label?: string, value?: number) => void) {
  count("replies", reply.status)
  count("models", reply.model)
  if (reply.failure) count("failures", reply.failure)
  count("input_tokens", "", reply.input_tokens)
  count("output_tokens", "", reply.output_tokens)
  if (reply.first_token_ms !== null) count("first_token_ms", boundOf(reply.first_token_ms))
  if (reply.status === "complete") count("reply_ms", boundOf(reply.took))
  if (reply.sources) count("sourced_replies")
  if (reply.unanswered) count("unanswered", reply.model === "quoting" ? "evidence" : "model")
}

function boundOf(milliseconds: number): string {
  return String(BOUNDS.find((bound) => milliseconds <= bound) ?? LONGER)
}

function keyOf(hour: Date, metric: string, label: string): string {
  return `${hour.toISOString()} ${metric} ${label}`
}

/** Whole hours, as in every time zone that is whole hours away from UTC. */
function hourOf(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 3_600_000) * 3_600_000)
}

function dayOf(instant: Date): string {
  return instant.toLocaleDateString("sv", { timeZone: process.env.TIME_ZONE })
}
