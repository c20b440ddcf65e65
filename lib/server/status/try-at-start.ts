import "server-only"
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { words } from "@/lib/words/words"
import { putBack, spend } from "../limits/budgets"
import { nameOf, tryModel } from "../model/trial"
import { isConfigured } from "../provider/provider"
import { findSettings } from "../settings/settings"
import { log } from "../telemetry/log"
import { outsideRequests } from "../telemetry/request-id"

/** What worked is asked about again after a day, however many processes start, and however often: each time costs a little. */
const ONCE_A_DAY = { limit: 1, seconds: 24 * 60 * 60 }

/** Milliseconds after the first answer of this process: the launcher has said that it is ready. */
const PAUSE = 300

const ANSWERED = "http.server.response.finish"

/**
 * Tries the model once this process serves. Key and address come from the environment, where the operator could
 * not be told that they are wrong. A line in the log says so; nothing waits for it, and nothing ends.
 */
export function tryModelAtStart(): void {
  if (!isConfigured()) return
  const begin = () => {
    unsubscribe(ANSWERED, begin)
    outsideRequests(() => setTimeout(tryModelOnceADay, PAUSE).unref())
  }
  subscribe(ANSWERED, begin)
}

/** Says in the log what is wrong with the model, unless a process found within a day that it works. Never throws. */
export async function tryModelOnceADay(): Promise<void> {
  try {
    const settings = await findSettings()
    const scope = `start/${nameOf(settings)}`
    if (!(await spend(scope, ONCE_A_DAY)).ok) return
    const trial = await tryModel(settings)
    if (!trial.failure) return
    await putBack(scope)
    const { failure, status } = trial
    log().warn({ failure, status }, `The model was tried. ${words.status.trial(trial)}`)
  } catch (error) {
    log().warn({ error }, "the model could not be tried")
  }
}
