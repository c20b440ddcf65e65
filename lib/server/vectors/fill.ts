import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { env } from "../env"
import { perProcess } from "../process"
import { embed, isEmbedding } from "../provider/embed"
import { log } from "../telemetry/log"
import { toBytes } from "./numbers"
import { indexVectors } from "./pgvector"
import { noteNewVectors } from "./scan"
import { type Claim, claimPassages, deleteOtherVectors, releasePassages, storeVectors } from "./vectors"

/** Passages of one request. */
const BATCH = 32

/** Milliseconds a request may take. */
const WITHIN = 60_000

/** Milliseconds between two looks for new passages; after trouble twice as many each time, up to `LONGEST`. */
const LOOK = 5_000
const LONGEST = 300_000

const filling = perProcess("vectors filling", () => ({ stop: new AbortController() }))

/** Asks the embedding model for the vectors of new passages until `stopFilling`, where a model is named. */
export async function startFilling(): Promise<void> {
  const { signal } = filling.stop
  let wait = LOOK
  while (isEmbedding() && !signal.aborted) {
    try {
      await fillVectors()
      wait = LOOK
    } catch (error) {
      log().error({ error }, "passages could not be embedded, the next look goes on")
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
  await deleteOtherVectors(model)
  while (!filling.stop.signal.aborted) {
    const claims = await claimPassages(model, BATCH)
    if (claims.length > 0) await fill(model, claims)
    else if (!(await indexVectors(model))) return
  }
}

async function fill(model: string, claims: Claim[]): Promise<void> {
  const found = await embed(
    claims.map(({ text }) => text),
    WITHIN,
  ).catch(async (error) => {
    await releasePassages(model, claims)
    throw error
  })
  const rows = claims.map(({ text: _text, ...key }, at) => ({ ...key, numbers: toBytes(found[at] ?? []) }))
  await storeVectors(model, rows)
  noteNewVectors()
}
