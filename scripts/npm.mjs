import { commandOf, nameOf, parentOf } from "./processes.mjs"
import { isStopping } from "./stop.mjs"

/**
 * npm passes signals on, but not its own death: killed, it would leave this running behind the person's back. Between
 * npm and this there may be a shell, which has our command in its own.
 */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const npm = commandOf(parent).includes("start.mjs") ? parentOf(parent) : parent
  const name = nameOf(npm)
  const watch = setInterval(() => {
    if (process.ppid === parent && nameOf(npm) === name) return
    clearInterval(watch)
    if (!isStopping()) process.kill(process.pid, "SIGTERM")
  }, 250).unref()
}
