import "server-only"
import type { Condition, Working } from "@/lib/condition"
import { findRetention } from "../cleanups/status"
import { isAnswering } from "../db/client"
import { findAnswers } from "./answers"
import { findStorage } from "./storage"

/** How this place stands at this moment. Calls no provider: that would cost money. */
export async function findCondition(): Promise<Condition> {
  const database = await findDatabase()
  const [retention, provider, storage] = await Promise.all([findRetention(), findAnswers(), findStorage()])
  return { retention, database, provider, storage }
}

/** Milliseconds after which the database counts as not answering, and as slow. */
const ANSWER_WITHIN = 2_000
const SLOW = 100

async function findDatabase(): Promise<Working> {
  const began = performance.now()
  const works = await isAnswering(ANSWER_WITHIN)
  const milliseconds = Math.max(1, Math.round(performance.now() - began))
  if (!works) return { state: "trouble", sentence: milliseconds < ANSWER_WITHIN ? AWAY : BUSY }
  const sentence = `It answered in ${milliseconds} ms.`
  if (milliseconds <= SLOW) return { state: "good", sentence }
  return { state: "watch", sentence: `${sentence} That is slow; look at what else keeps it busy.` }
}

const AWAY = "It does not answer. Look at whether it runs and can be reached."
const BUSY = `It took more than ${ANSWER_WITHIN / 1000} seconds to answer. Look at what keeps it busy, and at DATABASE_POOL_SIZE.`
