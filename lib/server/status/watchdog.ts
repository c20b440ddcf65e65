import "server-only"
import { Worker } from "node:worker_threads"

/** Milliseconds between two looks and for one answer; looks in a row without any answer. */
const LOOKS = { every: 10_000, answer: 5_000, failures: 3 }

/**
 * Ends this process when it does not answer any more, so that its supervisor starts another: an endless loop, a server that
 * takes no connections. Any answer will do. A thread of its own looks, as the one that answers may be what hangs. The
 * function ends the looking.
 */
export function watchProcess(): () => void {
  // As the framework reads them: the address it listens on, or every one there is. A program under development may stand still.
  // biome-ignore lint/style/noProcessEnv: they are the framework's settings, not ours.
  const { HOSTNAME = "", PORT: port = "3000", NODE_ENV } = process.env
  if (NODE_ENV !== "production") return () => {}
  const host = ["", "0.0.0.0", "::"].includes(HOSTNAME) ? "127.0.0.1" : HOSTNAME
  const worker = new Worker(LOOKING, { eval: true, workerData: { host, port, ...LOOKS } })
  worker.on("error", () => {})
  worker.unref()
  return () => void worker.terminate()
}

/** Runs in the thread: plain JavaScript, as no build reaches it. */
const LOOKING = `
  const { workerData: { host, port, every, answer, failures } } = require("node:worker_threads")
  const { get } = require("node:http")
  const { writeSync } = require("node:fs")
  let failed = 0
  const look = () => new Promise((resolve) => {
    const request = get({ host, port, path: "/api/health", agent: false, timeout: answer }, (response) => {
      response.resume()
      response.on("end", () => resolve(true)).on("error", () => resolve(false))
    })
    request.on("error", () => resolve(false)).on("timeout", () => request.destroy(new Error("late")))
  })
  setInterval(async () => {
    failed = (await look()) ? 0 : failed + 1
    if (failed < failures) return
    writeSync(2, "Alcove does not answer any more and ends itself.\\n")
    process.kill(process.pid, "SIGKILL")
  }, every)
`
