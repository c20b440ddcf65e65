import "server-only"
import type { Figures, Quantiles, Share } from "@/lib/stats"
import { env } from "../env"
import { BOUNDS, type Metric } from "./counters"

/** One sum of counters. */
export type Counter = { metric: Metric; label: string; value: number }

/** What the counters of one period say. */
export function figuresOf(counters: Counter[]): Figures {
  const sum = (metric: Metric, label?: string) => sumOf(counters, metric, label)
  const inputTokens = sum("input_tokens")
  const outputTokens = sum("output_tokens")
  return {
    sessions: sum("sessions"),
    returningVisitors: sum("returning_visitors"),
    chats: sum("chats"),
    messages: sum("messages"),
    ...repliesOf(sum),
    summaries: sum("summaries"),
    inputTokens,
    outputTokens,
    errors: sum("failures") - sum("failures", REACHED_LIMIT),
    goodRatings: sum("ratings", "good"),
    poorRatings: sum("ratings", "poor"),
    ...goneOf(sum),
    cost: costOf(inputTokens, outputTokens),
    firstTokenMs: quantilesOf(counters, "first_token_ms"),
    replyMs: quantilesOf(counters, "reply_ms"),
  }
}

type Sum = (metric: Metric, label?: string) => number

/** Replies, how those ended that are no whole answer, and what the documents had to do with them. */
function repliesOf(sum: Sum) {
  return {
    replies: sum("replies"),
    stopped: sum("replies", "stopped"),
    interrupted: sum("replies", "interrupted"),
    failed: sum("replies", "failed"),
    reachedLimit: sum("failures", REACHED_LIMIT),
    sourcedReplies: sum("sourced_replies"),
    unanswered: sum("unanswered"),
  }
}

/** What cleanups deleted, and what visitors erased themselves. */
function goneOf(sum: Sum) {
  return {
    deletedSessions: sum("deleted", "sessions"),
    deletedChats: sum("deleted", "chats"),
    deletedMessages: sum("deleted", "messages"),
    erasedSessions: sum("erased", "sessions"),
    erasedChats: sum("erased", "chats"),
    erasedMessages: sum("erased", "messages"),
  }
}

/** How a metric divides by its labels, the largest first. */
export function sharesOf(counters: Counter[], metric: Metric): Share[] {
  const shares = new Map<string, number>()
  for (const counter of counters) {
    if (counter.metric === metric) shares.set(counter.label, (shares.get(counter.label) ?? 0) + counter.value)
  }
  return [...shares]
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1))
}

/** Why replies failed, the most frequent first. */
export function errorsOf(counters: Counter[]): Share[] {
  return sharesOf(counters, "failures").filter(({ label }) => label !== REACHED_LIMIT)
}

/** The one code of an answer that did not fail. */
const REACHED_LIMIT = "length"

/**
 * The value that the share `q` (0 to 1) of what was counted does not exceed, by linear interpolation inside its bucket,
 * as Prometheus does. What is beyond the last bound counts as the last bound. Null when nothing was counted.
 */
export function quantile(q: number, counts: Map<string, number>): number | null {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let below = 0
  let lower = 0
  for (const upper of BOUNDS) {
    const count = counts.get(String(upper)) ?? 0
    if (count > 0 && below + count >= q * total) {
      return lower + ((upper - lower) * (q * total - below)) / count
    }
    below += count
    lower = upper
  }
  return lower
}

function quantilesOf(counters: Counter[], metric: "first_token_ms" | "reply_ms"): Quantiles {
  const counts = new Map(sharesOf(counters, metric).map(({ label, value }) => [label, value]))
  const rounded = (value: number | null) => (value === null ? null : Math.round(value))
  return { p50: rounded(quantile(0.5, counts)), p95: rounded(quantile(0.95, counts)) }
}

function sumOf(counters: Counter[], metric: Metric, label?: string): number {
  let sum = 0
  for (const counter of counters) {
    if (counter.metric === metric && (label === undefined || counter.label === label)) sum += counter.value
  }
  return sum
}

const MILLION = 1_000_000

function costOf(inputTokens: number, outputTokens: number): number | null {
  const { PRICE_INPUT_PER_MTOK: input, PRICE_OUTPUT_PER_MTOK: output } = env()
  if (input === undefined || output === undefined) return null
  return (inputTokens * input + outputTokens * output) / MILLION
}
