import "server-only"
import { unhurried } from "../db/client"
import { generate, modelName, type Outcome } from "../model/generate"
import type { Prompt, Turn } from "../model/prompt"
import { countTokens } from "../model/tokens"
import { NOTHING, usageOf } from "../model/usage"
import type { Settings } from "../settings/schema"
import { findSettings } from "../settings/settings"
import { log } from "../telemetry/log"
import { describeSpan, inSpan } from "../telemetry/spans"
import { Citations } from "./citations"
import { type Ending, finishReply } from "./finish"
import { keepLease } from "./keep-lease"
import type { Lease } from "./lease"
import { countRefusal, countReply } from "./metrics"
import { Run } from "./run"
import { forgetRun, runKey, runs } from "./running"

/**
 * A reply to be written: `createdAt` is when its message was accepted, `prompt` builds what the model is shown, `remember`
 * takes the finished reply so that the next message need not read it again, and says whether the older part of the chat is to be
 * `condense`d now, which nobody waits for; `ended` is told that it has ended.
 */
export type Job = {
  lease: Lease
  createdAt: Date
  prompt: (settings: Settings) => Promise<Prompt>
  remember: (reply: Turn) => boolean
  condense: () => Promise<void>
  ended?: () => void
}

/** How long an ended reply waits for its first follower. */
const GRACE = 30_000

/**
 * Writes one reply from the first word to the stored message, detached from any request. Never throws: what goes wrong
 * becomes the reply's ending. The returned promise is for `after()`, so that the process is kept alive for it.
 */
export function writeReply(job: Job): Promise<void> {
  return inSpan("reply", () => unhurried(() => reply(job)))
}

async function reply(job: Job): Promise<void> {
  const { lease } = job
  const run = new Run(lease, job.createdAt)
  const key = runKey(lease.session, lease.chatId)
  runs.set(key, run)
  const keeping = keepLease(run)
  // Once: what is changed while a reply is being written holds for the next one.
  const settings = await findSettings()
  const outcome = await write(run, job, settings)
  run.finishWriting()
  await keeping
  try {
    await store(run, outcome, job)
  } finally {
    job.ended?.()
  }
  setTimeout(() => forgetRun(key, run), GRACE).unref()
  if (run.metadata?.condensing) await job.condense()
}

async function write(run: Run, { prompt: build }: Job, settings: Settings): Promise<Written> {
  const prompt = await contextFor(run, () => build(settings))
  if (!prompt) return { model: modelName(settings) }
  try {
    const outcome = await inSpan("generation", () => say(run, prompt, settings))
    const { answer, unanswered = saysSo(run.text, prompt) } = prompt
    const usage = usageOf(prompt, run.text, outcome)
    return { ...outcome, usage, model: modelName(settings, answer), unanswered }
  } catch (error) {
    log().error({ error, message: run.lease.messageId }, "reply failed")
    return { failure: "provider_error", model: modelName(settings) }
  }
}

/** Undefined when the reply is broken off before. Where there is none to be had it is so, too: no provider can be blamed that was not asked. */
async function contextFor(run: Run, build: () => Promise<Prompt>): Promise<Prompt | undefined> {
  if (run.signal.aborted) return undefined
  const brokenOff = Promise.withResolvers<undefined>()
  run.signal.addEventListener("abort", () => brokenOff.resolve(undefined))
  try {
    return await Promise.race([inSpan("context", build), brokenOff.promise])
  } catch (error) {
    log().error({ error, message: run.lease.messageId }, "reply could not be begun")
    run.stop("interrupted")
    return undefined
  }
}

/** Generates the answer; of what it cites and links to, only what it was given comes through. */
async function say(run: Run, prompt: Prompt, settings: Settings): Promise<Outcome> {
  const { sources = [], links = [] } = prompt.knowledge ?? {}
  let citations = new Citations(sources.length, links)
  const append = (text: string) => {
    run.cite(sources.filter(({ number }) => citations.cited.has(number)))
    run.append(text)
  }
  const checked = (text: string) => (prompt.knowledge ? citations.push(text) : text)
  const outcome = await generate(settings, prompt, run.signal, (text) => append(checked(text)), {
    onThinking: () => run.think(),
    onStartOver: () => {
      citations = new Citations(sources.length, links)
      run.startOver()
    },
  })
  append(citations.end())
  return outcome
}

/** The model has found nothing in the passages, and says it as it was asked to. */
function saysSo(text: string, { knowledge }: Prompt): boolean {
  const beginning = text.slice(0, 100).replace(/^[^\p{L}]+/u, "")
  return knowledge !== undefined && beginning.startsWith(knowledge.notFound)
}

/** `model`: the one that wrote. */
type Written = Outcome & Pick<Ending, "model" | "unanswered">

async function store(run: Run, outcome: Written, { remember }: Job): Promise<void> {
  const ending = endingOf(run, outcome)
  const kept = await finishReply(run.lease, ending).catch((error: unknown) => {
    log().error({ error, message: run.lease.messageId }, "reply could not be stored")
    return false
  })
  const seen: Ending = kept ? ending : { ...ending, status: "interrupted", failure: undefined }
  log().info(
    {
      message: run.lease.messageId,
      status: seen.status,
      failure: seen.failure,
      provider: outcome.status,
      code: outcome.code,
      tokens: ending.tokens,
      stored: kept,
    },
    "reply",
  )
  const condensing = kept && remember({ role: "assistant", text: ending.text, tokens: ending.tokens })
  if (outcome.status) countRefusal(outcome.status)
  countReply(seen, performance.now() - run.began)
  describeReply(seen)
  run.end({ ...seen, condensing })
}

function endingOf(run: Run, { failure, usage = NOTHING, model, unanswered }: Written): Ending {
  const { text, sources, firstTokenMs } = run
  const base = { text, tokens: countTokens(text), model, firstTokenMs, sources, unanswered, ...usage }
  if (run.stopReason) return { ...base, status: run.stopReason }
  if (failure === undefined || failure === "length") return { ...base, status: "complete", failure }
  return { ...base, status: "failed", failure }
}

function describeReply({ model, status, failure, inputTokens, outputTokens, firstTokenMs }: Ending): void {
  describeSpan({
    "gen_ai.request.model": model,
    "gen_ai.usage.input_tokens": inputTokens,
    "gen_ai.usage.output_tokens": outputTokens,
    "alcove.reply.status": status,
    "alcove.reply.failure": failure,
    "alcove.reply.first_token_ms": firstTokenMs,
  })
}
