import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { env } from "../env"
import { embed, isEmbedding } from "../provider/embed"
import { ProviderError } from "../provider/provider-error"
import { log } from "../telemetry/log"
import { toBytes } from "./numbers"
import { findIndexed } from "./pgvector"
import { scanVectors } from "./scan"
import type { Key } from "./vectors"

/** Milliseconds a question waits for its vector: without it passages are found by their words alone. */
const WITHIN = 3_000

/** Passages that are taken to be near. */
const NEAREST = 100

/**
 * The passages that mean most nearly what a text means, nearest first: by an index where the server has pgvector, by
 * looking at every one otherwise. None where no embedding model is named, or it does not answer.
 */
export async function findNearest(text: string): Promise<Key[]> {
  if (!isEmbedding()) return []
  const late = pause(WITHIN, [], { ref: false })
  return Promise.race([find(text), late]).catch((error) => {
    const failure = error instanceof ProviderError ? error.failure : undefined
    log().warn({ error, failure }, "a question was searched for by its words alone")
    return []
  })
}

async function find(text: string): Promise<Key[]> {
  const { EMBEDDING_MODEL: model } = env()
  const [vector = []] = await embed([text], WITHIN)
  const numbers = toBytes(vector)
  return (await findIndexed(model, numbers, NEAREST)) ?? (await scanVectors(model, numbers, NEAREST))
}
