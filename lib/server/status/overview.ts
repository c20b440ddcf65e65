import "server-only"
import type { Budget, Condition, DatabaseFacts, Meter } from "@/lib/condition"
import { words } from "@/lib/words/words"
import { findRetention } from "../cleanups/status"
import { isAnswering } from "../db/client"
import { findAnswers } from "./answers"
import { findSpending, MUCH } from "./spending"
import { findStorage } from "./storage"

/** How this instance stands at this moment, in words. Calls no provider: that would cost money. */
export async function findCondition(): Promise<Condition> {
  const database = await findDatabase()
  const [retention, answers, spending, storage] = await Promise.all([
    findRetention(),
    findAnswers(),
    findSpending(),
    findStorage(),
  ])
  const { lateness: _, isMore: __, ...shown } = retention
  return {
    retention: { ...shown, sentence: words.status.retention(retention) },
    database: { state: database.state, sentence: words.status.database(database) },
    provider: { state: answers.state, sentence: words.status.answers(answers) },
    spending: {
      state: spending.state,
      sentence: words.status.spending(spending),
      meters: spending.isFree ? [] : spending.budgets.flatMap((budget) => meterOf(budget, spending.currency)),
    },
    storage: {
      ...storage,
      kinds: storage.kinds.map(({ table, ...size }) => ({ name: words.status.storage[table], ...size })),
    },
  }
}

function meterOf(budget: Budget, currency: string): Meter[] {
  const { spent, limit } = budget
  if (limit === null) return []
  const share = Math.min(1, spent / limit)
  return [{ ...words.status.meter({ ...budget, limit, currency }), share, isMuch: share >= MUCH }]
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
