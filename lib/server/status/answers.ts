import "server-only"
import type { Working } from "@/lib/condition"
import { countInWords, momentInWords } from "@/lib/words/page"
import { env } from "../env"
import { adviceFor } from "../model/advice"
import { modelName } from "../model/generate"
import { lastTrial } from "../model/trial"
import { isConfigured, type ModelSettings } from "../provider/provider"
import { type Ended, findNewestReplies } from "../replies/recent"
import { findSettings } from "../settings/settings"

/** Whether answers arrive, judged by the newest of them: an average over hours hides what has just begun. */
export async function findAnswers(): Promise<Working> {
  const [newest, settings] = await Promise.all([findNewestReplies(), findSettings()])
  const { state, sentence } = judge(newest)
  const who = `${whoAnswers(settings)} ${sentence}`
  const trial = lastTrial(settings)
  if (state === "good" && trial?.failure && !(newest[0] && newest[0].at >= toMinute(trial.at))) {
    const tried = `When it was last tried, it did not answer. ${adviceFor(trial.failure)}`
    return { state: "watch", sentence: `${who} ${tried}` }
  }
  return { state, sentence: who }
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
function judge(newest: Ended[]): Working {
  const [last] = newest
  if (!last) return { state: "good", sentence: "Nobody asked in the last 24 hours." }
  const firstGood = newest.findIndex(({ failure }) => failure === null)
  const inVain = firstGood === -1 ? newest : newest.slice(0, firstGood)
  if (inVain.length >= OUTAGE) return { state: "trouble", sentence: `${outage(inVain)} ${advice(inVain)}` }
  const failed = newest.filter(({ failure }) => failure !== null)
  const sentence = `${arrived(newest.length - failed.length, newest.length)}${sinceThen(newest, failed)}`
  if (inVain.length > 0 || isTooMany(newest)) {
    // What is over may be mended already.
    const reason = inVain.length > 0 ? advice(inVain) : `The reason was: ${advice(failed)}`
    return { state: "watch", sentence: `${sentence} ${reason}` }
  }
  return { state: "good", sentence }
}

function isTooMany(newest: Ended[]): boolean {
  const fresh = newest.filter(({ isFresh }) => isFresh)
  const failed = fresh.filter(({ failure }) => failure !== null).length
  return (failed > 1 || fresh.length >= ENOUGH) && failed >= SHARE * fresh.length && failed > 0
}

function whoAnswers(settings: ModelSettings): string {
  return isConfigured()
    ? `The model is ${modelName(settings)}.`
    : "No language model is set up, so answers are quotations."
}

function outage(inVain: Ended[]): string {
  const last = momentInWords(inVain[0]?.at ?? new Date(), env().TIME_ZONE)
  return `The last ${countInWords(inVain.length, "answer")} all failed, the newest on ${last}.`
}

function arrived(good: number, all: number): string {
  if (all === 1) return good === 1 ? "The last answer arrived." : "The last answer failed."
  if (good === all) return `The last ${countInWords(all, "answer")} all arrived.`
  return `${good} of the last ${countInWords(all, "answer")} arrived.`
}

/** Whether it goes on, when some failed. */
function sinceThen(newest: Ended[], failed: Ended[]): string {
  const since = newest.findIndex(({ failure }) => failure !== null)
  if (failed.length === 0 || newest.length === 1) return ""
  if (since > 0) return since === 1 ? " The newest arrived." : ` The newest ${since} did.`
  return " The newest failed."
}

/** What to do about the most frequent reason, the newest of equally frequent ones. */
function advice(failed: Ended[]): string {
  const byReason = Map.groupBy(failed, ({ failure }) => failure ?? "")
  const [reason = ""] = [...byReason].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? []
  return adviceFor(reason)
}
