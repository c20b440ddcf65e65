import type {
  AnswersFacts,
  Budget,
  DatabaseFacts,
  Expired,
  Newest,
  RetentionFacts,
  SpendingFacts,
  TrialFacts,
} from "../../condition"
import { adviceFor } from "./advice"
import { page } from "./page"

const { number, plural, list, countInWords, durationInWords, momentInWords } = page

/** How this instance stands. */
export const status = {
  retention,
  database,
  answers,
  spending,
  meter,
  trial,
  noProvider:
    "No provider is configured, so there is nothing to test. Set OPENAI_API_KEY or OPENAI_BASE_URL, then start Alcove again.",
  /** What the operator calls the tables. */
  storage: {
    messages: "Messages",
    chats: "Chats",
    sessions: "Visitors",
    session_keys: "Keys of visitors",
    feedback: "Ratings",
    reply_journal: "Answers being written",
    summaries: "Summaries of long chats",
    usage: "Counters",
    cleanups: "Receipts of cleanups",
    audit_log: "Audit log",
    documents: "Documents",
    document_files: "Files of documents",
    passages: "Passages of documents",
    vectors: "Meanings of passages",
  },
}

function retention(facts: RetentionFacts): string {
  const { state, over } = facts
  if (state === "good") return "Nothing that is over is still stored."
  if (state === "overdue")
    return `${late(facts)} Clean up now, then look at what starts cleanups: CLEANUP_SCHEDULE, or the crontab that calls the cleanup URL.`
  const one = isOne(over)
  return `${subject(facts)} over and ${one ? "waits" : "wait"} for the next cleanup. Visitors no longer see ${one ? "it" : "them"}.`
}

function late(facts: RetentionFacts): string {
  const expected = `one is expected every ${durationInWords(facts.period)}`
  switch (facts.lateness) {
    case "never_finished":
      return `${subject(facts)} over and still stored, and no cleanup has finished yet; ${expected}.`
    case "too_long_ago":
      return `The last cleanup is too long ago; ${expected}.`
    case "left_behind":
      return `${subject(facts)} over and still stored, longer than it should be; ${expected}.`
  }
}

/** "12 visitors’ chats and 1 temporary chat are". */
function subject({ over, isMore }: RetentionFacts): string {
  const { sessions, chats } = over
  const owners = plural(sessions) === "one" ? "visitor’s" : "visitors’"
  const things = [
    sessions > 0 ? `${number(sessions)}${isMore ? " or more" : ""} ${owners} chats` : "",
    chats > 0 ? countInWords(chats, "temporary chat") : "",
  ]
  return `${list(things.filter(Boolean))} ${isOne(over) ? "is" : "are"}`
}

function isOne({ sessions, chats }: Expired): boolean {
  return sessions === 0 && chats === 1
}

function database({ state, milliseconds, isAway, patience }: DatabaseFacts): string {
  if (isAway) return "It does not answer. Look at whether it runs and can be reached."
  if (milliseconds === undefined)
    return `It took more than ${patience / 1000} seconds to answer. Look at what keeps it busy, and at DATABASE_POOL_SIZE.`
  const sentence = `It answered in ${milliseconds} ms.`
  return state === "good" ? sentence : `${sentence} That is slow; look at what else keeps it busy.`
}

function answers({ model, newest, outage, reason, failedTrial, timeZone }: AnswersFacts): string {
  const sentences = [
    model ? `The model is ${model}.` : "No language model is set up, so answers are quotations.",
    outage
      ? `The last ${countInWords(outage.count, "answer")} all failed, the newest on ${momentInWords(outage.at, timeZone)}.`
      : arrived(newest),
    outage ? "" : sinceThen(newest),
    reason ? `${reason.isPast ? "The reason was: " : ""}${adviceFor(reason.code)}` : "",
    failedTrial ? `When it was last tried, it did not answer. ${adviceFor(failedTrial)}` : "",
  ]
  return sentences.filter(Boolean).join(" ")
}

function arrived({ all, arrived: good }: Newest): string {
  if (all === 0) return "Nobody asked in the last 24 hours."
  if (all === 1) return good === 1 ? "The last answer arrived." : "The last answer failed."
  if (good === all) return `The last ${countInWords(all, "answer")} all arrived.`
  return `${good} of the last ${countInWords(all, "answer")} arrived.`
}

/** Whether it goes on, when some failed. */
function sinceThen({ all, arrived: good, sinceFailure }: Newest): string {
  if (good === all || all === 1) return ""
  if (sinceFailure === 0) return "The newest failed."
  return sinceFailure === 1 ? "The newest arrived." : `The newest ${sinceFailure} did.`
}

function spending({ budgets, currency, isLikeYesterday, isFree, isOver }: SpendingFacts): string {
  if (isFree) return "No language model is set up, so answers cost nothing."
  const said = budgets.map((budget) => ofBudget(budget, currency))
  if (isOver)
    return `${said.join(" ")} There is not enough left for one more answer, so visitors are told to come back tomorrow. Raise the limit in the settings, or wait until midnight.`
  const forecasts = budgets.map(({ unit, forecast }) => amount(unit, forecast, currency))
  const course = isLikeYesterday ? "If the rest of the day goes like yesterday’s" : "If it goes on like this"
  return `${said.join(" ")} ${course}, it will be about ${list(forecasts)}.`
}

function ofBudget({ unit, spent, limit }: Budget, currency: string): string {
  const much = amount(unit, spent, currency)
  if (limit === null) return `${much} today, without a limit.`
  return `${much} of ${amount(unit, limit, currency)} today (${Math.floor((100 * spent) / limit)} %).`
}

function meter({ unit, spent, limit, currency }: Budget & { limit: number; currency: string }) {
  const name = unit === "tokens" ? "Tokens today" : "Cost today"
  return { name, value: `${amount(unit, spent, currency)} of ${amount(unit, limit, currency)}` }
}

function amount(unit: Budget["unit"], value: number, currency: string): string {
  return unit === "tokens"
    ? `${number(Math.round(value))} tokens`
    : number(value, { style: "currency", currency, maximumSignificantDigits: 3 })
}

function trial({ model, failure, status, milliseconds }: TrialFacts): string {
  if (!failure) return `It works: ${model} answered in ${number(milliseconds)} ms.`
  if (failure === "timed_out")
    return `It does not work: nothing came in ${Math.round(milliseconds / 1000)} seconds. Look at the provider’s status page, or choose a faster model.`
  return `It does not work. ${adviceFor(failure)}${status ? ` Its answer had the status ${status}.` : ""}`
}
