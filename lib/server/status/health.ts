import "server-only"
import { isAnswering } from "../db/client"
import { modelName } from "../model/generate"
import { isLeaving } from "../process"
import { isEmbedding } from "../provider/embed"
import { findSettings } from "../settings/settings"

const ANSWER_WITHIN = 2_000

export type Health = {
  status: "ok" | "unavailable" | "leaving"
  database: "ok" | "unavailable"
  model: string
  retrieval: "hybrid" | "lexical"
}

/** The state of this process and its database. Never throws. */
export async function findHealth(): Promise<Health> {
  const [isThere, settings] = await Promise.all([isAnswering(ANSWER_WITHIN), findSettings()])
  const database = isThere ? "ok" : "unavailable"
  const retrieval = isEmbedding() ? "hybrid" : "lexical"
  return { status: isLeaving() ? "leaving" : database, database, model: modelName(settings), retrieval }
}
