import "server-only"
import { Cron } from "croner"
import { env } from "../env"
import { log } from "../telemetry/log"
import { cleanUp } from "./cleanup"

/**
 * Cleans up at the times of `CLEANUP_SCHEDULE` for as long as this process runs; not at all when it is empty. Several
 * processes may have the same times: one works, the others skip.
 *
 * @throws one sentence when the pattern cannot be read or never comes true.
 */
export function startSchedule(): void {
  const pattern = env().CLEANUP_SCHEDULE
  if (pattern && !schedule(pattern)) {
    throw new Error(
      `CLEANUP_SCHEDULE is "${pattern}", which is no time that comes again. Every ten minutes is: */10 * * * *`,
    )
  }
}

/** Whether there will be a run. A run that lasts longer than the pause makes the next one skip. */
function schedule(pattern: string): boolean {
  try {
    return new Cron(pattern, { protect: true, unref: true }, run).nextRun() !== null
  } catch {
    return false
  }
}

async function run(): Promise<void> {
  try {
    await cleanUp()
  } catch (error) {
    log().error({ error }, "the cleanup failed, the next one goes on")
  }
}
