import "server-only"
import { env } from "../env"
import { embed, isEmbedding } from "../provider/embed"
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
  const { EMBEDDING_MODEL: model } = env()
  try {
    const [vector = []] = await embed([text], WITHIN)
    const numbers = toBytes(vector)
    return (await findIndexed(model, numbers, NEAREST)) ?? (await scanVectors(model, numbers, NEAREST))
  } catch (error) {
    log().warn({ error }, "a question was searched for by its words alone")
    return []
  }
}
