import "server-only"
import { words } from "@/lib/words/words"
import { findRetention } from "../cleanups/status"
import { env } from "../env"
import { putBack, spend } from "../limits/budgets"
import { log } from "../telemetry/log"
import { findAnswers } from "./answers"
import { findSpending } from "./spending"

/** Milliseconds between two looks. */
const LOOK = 60_000
/** Milliseconds in which the operator's server has to take an alert. */
const TAKE_WITHIN = 10_000
/** What lasts is said again after six hours, by one process however many there are. */
const ONCE = { limit: 1, seconds: 6 * 60 * 60 }

/** What an operator is told without looking. */
type Alert = { event: "budget" | "answers" | "cleanup"; sentence: string }

/** From now on `ALERT_WEBHOOK` is told when the day's budget is spent, answers fail, or cleanups are late. Gives the way to end it. */
export function startAlerts(): () => void {
  if (!env().ALERT_WEBHOOK) return () => {}
  const timer = setInterval(() => void sendAlerts(), LOOK).unref()
  return () => clearInterval(timer)
}

/** Tells what is wrong at this moment, and was not told before. Never throws. */
export async function sendAlerts(): Promise<void> {
  try {
    for (const alert of await findAlerts()) await tellOnce(alert)
  } catch (error) {
    log().warn({ error }, "alerts could not be looked for")
  }
}

async function findAlerts(): Promise<Alert[]> {
  const [spending, answers, retention] = await Promise.all([findSpending(), findAnswers(), findRetention()])
  const { attention } = words.dashboard
  const alerts: (Alert | false)[] = [
    spending.state === "trouble" && {
      event: "budget",
      sentence: attention.spendingTrouble(words.status.spending(spending)),
    },
    answers.state === "trouble" && {
      event: "answers",
      sentence: attention.answersTrouble(words.status.answers(answers)),
    },
    retention.state === "overdue" && { event: "cleanup", sentence: words.status.retention(retention) },
  ]
  return alerts.filter((alert) => alert !== false)
}

async function tellOnce({ event, sentence }: Alert): Promise<void> {
  const scope = `alert/${event}`
  if (!(await spend(scope, ONCE)).ok) return
  const text = `${env().CHAT_TITLE}: ${sentence}`
  const problem = await post({ event, text, at: new Date().toISOString() })
  if (problem === undefined) return
  // The next look tries again.
  await putBack(scope)
  log().warn({ event, problem }, "ALERT_WEBHOOK did not take an alert")
}

/** Undefined when it was taken. The address may hold a secret, so nothing of it is said. */
async function post(body: object): Promise<string | undefined> {
  try {
    const response = await fetch(env().ALERT_WEBHOOK, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(TAKE_WITHIN),
    })
    await response.body?.cancel()
    return response.ok ? undefined : `status ${response.status}`
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "timed out" : "unreachable"
  }
}
