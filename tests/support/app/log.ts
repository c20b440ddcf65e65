import { readFileSync, rmSync, statSync } from "node:fs"

/* An app's log reaches its file through pipes and another process: a test that looks for a line waits for it. */

/** Where the app of this name writes its log. */
export function logFile(name: string): string {
  return `test-results/${name}.log`
}

export function readLog(name: string): string {
  return readFileSync(logFile(name), "utf8")
}

/** What comes into the log from now on. */
export function followLog(name: string): () => string {
  const { size } = statSync(logFile(name))
  return () => readFileSync(logFile(name)).subarray(size).toString("utf8")
}

/** Lets the log begin anew: nothing an earlier run said is taken for what this one says. */
export function removeLog(name: string): void {
  rmSync(logFile(name), { force: true })
}
