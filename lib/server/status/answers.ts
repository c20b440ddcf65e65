import "server-only"
import type { AnswersFacts, Newest } from "@/lib/condition"
import { env } from "../env"
import { modelName } from "../model/generate"
import { lastTrial, type Trial } from "../model/trial"
import { isConfigured, type ModelSettings } from "../provider/provider"
import { findSettings } from "../settings/settings"
import { type Ended, findNewestReplies } from "../usage/recent-replies"

/** Whether answers arrive, judged by the newest of them: an average over hours hides what has just begun. */
export async function findAnswers(): Promise<AnswersFacts> {
  const [newest, settings] = await Promise.all([findNewestReplies(), findSettings()])
  const facts = {
    ...judge(newest),
    model: isConfigured() ? modelName(settings) : undefined,
    newest: count(newest),
    timeZone: env().TIME_ZONE,
  }
  const failedTrial = failedSince(newest, settings)
  return facts.state === "good" && failedTrial ? { ...facts, state: "watch", failedTrial } : facts
}

/** Why the last trial failed, unless an answer ended after it. */
function failedSince([last]: Ended[], settings: ModelSettings): Trial["failure"] {
  const trial = lastTrial(settings)
  return trial && !(last && last.at >= toMinute(trial.at)) ? trial.failure : undefined
}

/** The beginning of its minute, as the ends of replies are kept. */
function toMinute(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 60_000) * 60_000)
}

/** So many failures in a row are an outage. */
const OUTAGE = 3
/** The share that fails, and the answers from which on there is one. */
const SHARE = 0.05
const ENOUGH = 5

/** `newest`: newest first. */
function judge(newest: Ended[]): Pick<AnswersFacts, "state" | "outage" | "reason"> {
  const firstGood = newest.findIndex(({ failure }) => failure === null)
  const inVain = firstGood === -1 ? newest : newest.slice(0, firstGood)
  const [last] = inVain
  if (!last && !isTooMany(newest)) return { state: "good" }
  // What is past may be mended already.
  const isPast = !last
  const reason = { code: reasonOf(isPast ? newest : inVain), isPast }
  if (last && inVain.length >= OUTAGE)
    return { state: "trouble", outage: { count: inVain.length, at: last.at }, reason }
  return { state: "watch", reason }
}

function isTooMany(newest: Ended[]): boolean {
  const fresh = newest.filter(({ isFresh }) => isFresh)
  const failed = fresh.filter(({ failure }) => failure !== null).length
  return (failed > 1 || fresh.length >= ENOUGH) && failed >= SHARE * fresh.length && failed > 0
}

/** How many there are, and how they ended. */
function count(newest: Ended[]): Newest {
  const firstFailed = newest.findIndex(({ failure }) => failure !== null)
  return {
    all: newest.length,
    arrived: newest.filter(({ failure }) => failure === null).length,
    sinceFailure: firstFailed === -1 ? newest.length : firstFailed,
  }
}

/** The most frequent reason, the newest of equally frequent ones. */
function reasonOf(newest: Ended[]): string {
  const failed = newest.filter(({ failure }) => failure !== null)
  const byReason = Map.groupBy(failed, ({ failure }) => failure ?? "")
  const [reason = ""] = [...byReason].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? []
  return reason
}
