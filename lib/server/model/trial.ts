import "server-only"
import { createHash } from "node:crypto"
import type { TrialFacts } from "@/lib/condition"
import type { FailureCode } from "@/lib/types"
import { env } from "../env"
import { perProcess } from "../process"
import { isConfigured, type ModelSettings } from "../provider/provider"
import { generate } from "./generate"

/** How a small question to the provider went, and when. */
export type Trial = TrialFacts & { at: Date }

/** Milliseconds in which the first word has to come. */
const WITHIN = 15_000
/** Milliseconds for which what worked need not be tried again. */
const TRUSTED = 10 * 60_000

/** What was tried, by its name; `last`: the newest of all. */
type Trials = { running: Map<string, Promise<Trial>>; worked: Map<string, number>; last?: [string, Trial] }

const trials = perProcess("trials", (): Trials => ({ running: new Map(), worked: new Map() }))

/** Asks the provider one small question with these settings, and hangs up at the first word or thought. Asked twice at once, once. */
export async function tryModel(settings: ModelSettings): Promise<Trial> {
  const name = nameOf(settings)
  const running = trials.running.get(name) ?? ask(settings).finally(() => trials.running.delete(name))
  trials.running.set(name, running)
  const trial = await running
  trials.last = [name, trial]
  if (trial.failure) trials.worked.delete(name)
  else trials.worked.set(name, performance.now())
  return trial
}

/** Whether exactly this worked a few minutes ago. */
export function hasWorked(settings: ModelSettings): boolean {
  return performance.now() - (trials.worked.get(nameOf(settings)) ?? Number.NEGATIVE_INFINITY) < TRUSTED
}

/** The newest trial of this process, if these settings were tried in it. */
export function lastTrial(settings: ModelSettings): Trial | undefined {
  const [name, trial] = trials.last ?? []
  return name === nameOf(settings) ? trial : undefined
}

/** A name for everything that makes a difference to a provider; tells nothing of the key in it. */
export function nameOf({ model, temperature }: ModelSettings): string {
  const { OPENAI_BASE_URL, OPENAI_API_KEY } = env()
  const parts = JSON.stringify([OPENAI_BASE_URL, OPENAI_API_KEY, model, temperature ?? null])
  return createHash("sha256").update(parts).digest("base64url")
}

/** The model answered, only not with what was asked for. */
const ANSWERS: (FailureCode | undefined)[] = ["length", "filtered", "refused", "tool_call"]

async function ask(settings: ModelSettings): Promise<Trial> {
  if (!isConfigured()) throw new Error("there is no provider to try")
  const { model } = settings
  const at = new Date()
  const began = performance.now()
  const heard = new AbortController()
  const late = AbortSignal.timeout(WITHIN)
  const signal = AbortSignal.any([heard.signal, late])
  const { failure, status } = await generate(settings, QUESTION, signal, () => heard.abort(), {
    onThinking: () => heard.abort(),
  })
  const milliseconds = Math.round(performance.now() - began)
  if (heard.signal.aborted || ANSWERS.includes(failure)) return { model, at, milliseconds }
  if (late.aborted) return { model, at, milliseconds, failure: "timed_out" }
  return { model, at, milliseconds, failure, status }
}

/** Short, so that it costs next to nothing. */
const QUESTION = {
  instructions: "Answer with the one word: ok",
  messages: [{ role: "user" as const, content: "Are you there?" }],
  tokens: 0,
}
