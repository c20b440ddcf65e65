import "server-only"
import type { Why } from "@/lib/words/refusals"
import { spend } from "../limits/budgets"
import { hasWorked, type Trial, tryModel } from "../model/trial"
import { isConfigured, type ModelSettings } from "../provider/provider"
import { listSettings } from "./history"
import { type SettingChange, settingsOf } from "./schema"

/** Trials of all operators together: each costs a little. */
const ALLOWED = { limit: 30, seconds: 10 * 60 }

type TooMany = Extract<Why, { code: "throttled"; about: "tests" }>

/** Tries a model for an operator, unless there were too many trials. */
export async function tryForOperator(settings: ModelSettings): Promise<Trial | TooMany> {
  const spent = await spend("trial", ALLOWED)
  if (spent.ok) return tryModel(settings)
  return { code: "throttled", about: "tests", minutes: Math.ceil(spent.retryAfter / 60) }
}

/** Why a change had better not be saved: answers would not come with it, or that could not be found out. */
export async function findObstacle({ name, value }: SettingChange): Promise<Why | undefined> {
  if (!isConfigured()) return undefined
  const { set } = await listSettings()
  const now = settingsOf(set)
  const next = settingsOf({ ...set, [name]: value ?? undefined })
  const isSame = next.model === now.model && next.temperature === now.temperature
  if (isSame || hasWorked(next)) return undefined
  const trial = await tryForOperator(next)
  if ("about" in trial) return { ...trial, code: "untried" }
  if (!trial.failure) return undefined
  return { ...trial, code: "untried", about: "trial" }
}
