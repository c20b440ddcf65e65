import "server-only"
import type { Condition, DatabaseFacts } from "@/lib/condition"
import { words } from "@/lib/words/words"
import { findRetention } from "../cleanups/status"
import { isAnswering } from "../db/client"
import { findAnswers } from "./answers"
import { findStorage } from "./storage"

/** How this instance stands at this moment, in words. Calls no provider: that would cost money. */
export async function findCondition(): Promise<Condition> {
  const database = await findDatabase()
  const [retention, answers, storage] = await Promise.all([findRetention(), findAnswers(), findStorage()])
  const { lateness: _, isMore: __, ...shown } = retention
  return {
    retention: { ...shown, sentence: words.status.retention(retention) },
    database: { state: database.state, sentence: words.status.database(database) },
    provider: { state: answers.state, sentence: words.status.answers(answers) },
    storage: {
      ...storage,
      kinds: storage.kinds.map(({ table, ...size }) => ({ name: words.status.storage[table], ...size })),
    },
  }
}

/** Milliseconds after which the database counts as not answering, and as slow. */
const ANSWER_WITHIN = 2_000
const SLOW = 100

async function findDatabase(): Promise<DatabaseFacts> {
  const began = performance.now()
  const works = await isAnswering(ANSWER_WITHIN)
  const milliseconds = Math.max(1, Math.round(performance.now() - began))
  if (!works) return { state: "trouble", isAway: milliseconds < ANSWER_WITHIN, patience: ANSWER_WITHIN }
  return { state: milliseconds <= SLOW ? "good" : "watch", milliseconds, patience: ANSWER_WITHIN }
}
