import "server-only"
import type { Condition, Working } from "@/lib/condition"
import { countInWords } from "@/lib/format"
import type { FailureCode } from "@/lib/types"
import { hourOf } from "./calendar"
import { isAnswering, query } from "./db"
import { type Counter, errorsOf, figuresOf } from "./figures"
import { quotingModel } from "./model/built-in"
import { modelName } from "./model/generate"
import { findRetention } from "./retention"
import { findSettings } from "./settings"
import { findStorage } from "./storage"

/** How this place stands at this moment. Calls no provider: that would cost money. */
export async function findCondition(): Promise<Condition> {
  const database = await findDatabase()
  const [retention, provider, storage] = await Promise.all([findRetention(), findProvider(), findStorage()])
  return { retention, database, provider, storage }
}

/** Milliseconds after which the database counts as not answering, and as slow. */
const ANSWER_WITHIN = 2_000
const SLOW = 100

async function findDatabase(): Promise<Working> {
  const began = performance.now()
  const works = await isAnswering(ANSWER_WITHIN)
  const milliseconds = Math.max(1, Math.round(performance.now() - began))
  if (!works) return { works, sentence: milliseconds < ANSWER_WITHIN ? AWAY : BUSY }
  const hint = milliseconds > SLOW ? " That is slow; look at what else keeps it busy." : ""
  return { works, sentence: `It answered in ${milliseconds} ms.${hint}` }
}

const AWAY = "It does not answer. Look at whether it runs and can be reached."
const BUSY = `It took more than ${ANSWER_WITHIN / 1000} seconds to answer. Look at what keeps it busy, and at DATABASE_POOL_SIZE.`

/** Fewer answers that failed say nothing about the provider. */
const ENOUGH = 3

async function findProvider(): Promise<Working> {
  const counters = await findRecent()
  const { replies, failed, interrupted } = figuresOf(counters)
  const model = modelName(await findSettings())
  const who =
    model === quotingModel.modelId
      ? "No language model is set up, so answers are quotations."
      : `The model is ${model}.`
  if (replies === 0) return { works: true, sentence: `${who} Nobody asked in this hour or the one before.` }
  const arrived = `${who} ${(replies - failed - interrupted).toLocaleString("en")} of ${countInWords(replies, "answer")} of this hour and the one before arrived.`
  const works = failed < ENOUGH || failed < replies / 2
  const code = errorsOf(counters)[0]?.label
  return { works, sentence: works || !code ? arrived : `${arrived} ${ADVICE.get(code) ?? OTHER_ADVICE}` }
}

/** Counters of this hour and the one before. */
async function findRecent(): Promise<Counter[]> {
  return query(
    ({ sql }) => sql<Counter[]>`
      select metric, label, sum(value)::float8 as value from usage
      where hour >= ${sql.unsafe(hourOf("now()"))} - interval '1 hour' and metric in ('replies', 'failures') group by 1, 2`,
  )
}

const ADVICE = new Map<string, string>([
  ["not_authorized", "The provider refuses the key: look at OPENAI_API_KEY."],
  ["rate_limited", "The provider takes no more: look at the limits and the credit of your account there."],
  ["timed_out", "The provider is too slow: look at its status page, or at REPLY_TIMEOUT."],
] satisfies [FailureCode, string][])

const OTHER_ADVICE =
  "Look at the status page of the provider, and at OPENAI_BASE_URL and the model in the settings."
