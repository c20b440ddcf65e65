import "server-only"
import { untilLeft } from "../http/until-left"
import { perProcess } from "../process"
import { BUILT_IN } from "../provider/built-in"
import type { Usage } from "../provider/said"
import { counter, gauge, histogram } from "../telemetry/metrics"
import { BOUNDS } from "../usage/counters"
import type { Ending } from "./finish"
import { liveRuns } from "./running"

const bounds = BOUNDS.map((milliseconds) => milliseconds / 1000)

const messages = counter("alcove_messages_total", "Questions accepted.")
const replies = counter("alcove_replies_total", "Replies ended.", "status", "model")
const failures = counter("alcove_reply_failures_total", "Replies that are no whole answer.", "code")
const refusals = counter(
  "alcove_provider_refusals_total",
  "Questions the provider refused, by HTTP status.",
  "status",
)
const sourced = counter("alcove_sourced_replies_total", "Replies that cite passages of documents.")
const unanswered = counter(
  "alcove_unanswered_replies_total",
  "Replies that say the documents hold nothing about the question, by who found so.",
  "by",
)
const tokens = counter("alcove_tokens_total", "Tokens the model read and wrote.", "direction")
const firstWords = histogram(
  "alcove_reply_first_words_seconds",
  "Seconds from the question to the first words of its reply.",
  bounds,
)
const replySeconds = histogram(
  "alcove_reply_seconds",
  "Seconds from the question to the end of its complete reply.",
  bounds,
)

const summaries = counter("alcove_summaries_total", "Summaries written of older parts of chats.")

gauge("alcove_live_replies", "Replies being written.", () => liveRuns().length)
const followers = perProcess("followers", () => ({ open: 0 }))
gauge("alcove_reply_followers", "Streams that follow a reply.", () => followers.open)
gauge(
  "alcove_journal_lag_seconds",
  "Seconds since the live reply that waits longest for the database last renewed its lease.",
  () => Math.max(0, ...liveRuns().map((run) => (performance.now() - run.renewedAt) / 1000)),
)

/** Counts an accepted message. */
export function countMessage(): void {
  messages.inc()
}

/** Counts how a reply ended, `elapsed` milliseconds after its question. */
export function countReply(ending: Ending, elapsed: number): void {
  const { status, model, failure, firstTokenMs, inputTokens, outputTokens, sources = [] } = ending
  replies.inc({ status, model })
  if (failure) failures.inc({ code: failure })
  if (sources.length > 0) sourced.inc()
  if (ending.unanswered) unanswered.inc({ by: model === BUILT_IN ? "evidence" : "model" })
  countTokens({ inputTokens, outputTokens })
  if (firstTokenMs !== undefined) firstWords.observe(firstTokenMs / 1000)
  if (status === "complete") replySeconds.observe(elapsed / 1000)
}

/** Counts a summary that was asked for, and what it was paid for. */
export function countSummary(usage: Usage, isStored: boolean): void {
  if (isStored) summaries.inc()
  countTokens(usage)
}

function countTokens({ inputTokens, outputTokens }: Usage): void {
  tokens.inc({ direction: "input" }, inputTokens)
  tokens.inc({ direction: "output" }, outputTokens)
}

/** Counts a question that the provider refused with an HTTP status. */
export function countRefusal(status: number): void {
  refusals.inc({ status })
}

/** The same stream, counted as a follower until it ends, is left, or `signal` says that its reader is gone. */
export function countFollower<T>(stream: AsyncGenerator<T>, signal: AbortSignal): AsyncGenerator<T> {
  followers.open++
  return untilLeft(stream, signal, () => followers.open--)
}
