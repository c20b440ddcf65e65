import "server-only"
import { isAnswering } from "./db"
import { modelName } from "./models"

const ANSWER_WITHIN = 2_000

export type Health = {
  status: "ok" | "unavailable"
  database: "ok" | "unavailable"
  model: string
  retrieval: "lexical"
}

/** The state of this process and its database. Never throws. */
export async function findHealth(): Promise<Health> {
  const database = (await isAnswering(ANSWER_WITHIN)) ? "ok" : "unavailable"
  return { status: database, database, model: modelName(), retrieval: "lexical" }
}
