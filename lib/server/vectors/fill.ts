import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import type { FailureCode } from "@/lib/types"
import { env } from "../env"
import { perProcess } from "../process"
import { embed, isEmbedding } from "../provider/embed"
import { ProviderError } from "../provider/provider-error"
import { log } from "../telemetry/log"
import { toBytes } from "./numbers"
import { indexVectors } from "./pgvector"
import { noteNewVectors } from "./scan"
import {
  type Claim,
  claimPassages,
  deleteOtherVectors,
  EVER,
  postponePassages,
  releasePassages,
  storeVectors,
} from "./vectors"

/** Passages of one request. */
const BATCH = 32

/** Milliseconds a request may take. */
const WITHIN = 60_000

/** Milliseconds between two looks for new passages; after trouble twice as many each time, up to `LONGEST`. */
const LOOK = 10_000
const LONGEST = 300_000

/** What a provider says of a text that it will never take: too long for the model, against its rules. */
const FOR_GOOD: FailureCode[] = ["rejected", "too_much", "filtered"]

/**
 * `kept`: the model, and the length where it is known, whose vectors are the only ones left, so far as this process knows;
 * `looked`: when, on this process's clock, every passage had been taken up by some process, and when all were looked at.
 */
type Filling = {
  stop: AbortController
  kept: { model?: string; dimensions?: number }
  looked?: { at: number; wholeAt: number }
}

const filling = perProcess("vectors filling", (): Filling => ({ stop: new AbortController(), kept: {} }))

/** Milliseconds between a document's time of reading and the moment others see it, at the most. */
const UNSEEN = 600_000

/** Milliseconds after which all passages are looked at again: another process may have taken vectors away. */
const WHOLE = 3_600_000

/** Asks the embedding model for the vectors of new passages until `stopFilling`, where a model is named. */
export async function startFilling(): Promise<void> {
  const { signal } = filling.stop
  let wait = LOOK
  while (isEmbedding() && !signal.aborted) {
    try {
      await fillVectors()
      wait = LOOK
    } catch (error) {
      const { failure, status } = error instanceof ProviderError ? error : {}
      if (!signal.aborted)
        log().error({ error, failure, status }, "passages could not be embedded, the next look goes on")
      wait = Math.min(wait * 2, LONGEST)
    }
    await pause(wait, undefined, { signal, ref: false }).catch(() => {})
  }
}

/** Takes up no further passages: the process is about to leave. */
export function stopFilling(): void {
  filling.stop.abort()
}

/** Asks for vectors until no passage is without one; harmless beside others that do the same. Throws what the provider says. */
export async function fillVectors(): Promise<void> {
  const { EMBEDDING_MODEL: model } = env()
  await keepOnly(model)
  await indexVectors(model)
  while (!filling.stop.signal.aborted) {
    const at = performance.now()
    const { looked } = filling
    const isWhole = !looked || at - looked.wholeAt > WHOLE
    const within = isWhole ? EVER : (at - looked.at + UNSEEN) / 1000
    const claims = await claimPassages(model, BATCH, within)
    if (claims.length === 0) {
      filling.looked = { at, wholeAt: isWhole ? at : looked.wholeAt }
      return
    }
    await fill(model, claims)
    await indexVectors(model)
  }
}

/** Asks for the vectors of these. Where the provider will not take them together each is asked about alone, and put off if need be. */
async function fill(model: string, claims: Claim[]): Promise<void> {
  try {
    const found = await embed(
      claims.map(({ text }) => text),
      WITHIN,
      filling.stop.signal,
    )
    await keepOnly(model, found[0]?.length)
    await storeVectors(
      model,
      claims.map(({ text: _text, ...key }, at) => ({ ...key, numbers: toBytes(found[at] ?? []) })),
    )
    noteNewVectors()
  } catch (error) {
    const isForGood = error instanceof ProviderError && FOR_GOOD.includes(error.failure)
    if (isForGood && claims.length > 1) for (const claim of claims) await fill(model, [claim])
    else if (isForGood) await postponePassages(model, claims)
    else {
      await releasePassages(model, claims)
      throw error
    }
  }
}

/** Another model's vectors, or longer and shorter ones of this name, say nothing beside these: looked for once. */
async function keepOnly(model: string, dimensions?: number): Promise<void> {
  const { kept } = filling
  if (kept.model === model && (dimensions === undefined || kept.dimensions === dimensions)) return
  await deleteOtherVectors(model, dimensions)
  filling.kept = { model, dimensions }
  filling.looked = undefined
}
