import { rotateKeys } from "@/lib/server/crypto/key-rotation"
import { runCommand } from "./command"

/** Names in the report at most. */
const NAMED = 20
const CLEAR_LINE = "\r\x1b[K"

// Wraps the session keys under the first of MASTER_KEYS.
await runCommand(async () => {
  const began = performance.now()
  const { rotated, unopened } = await rotateKeys(showProgress)
  if (process.stdout.isTTY) process.stdout.write(CLEAR_LINE)
  console.log(
    `${count(rotated)} session keys wrapped anew in ${((performance.now() - began) / 1000).toFixed(1)} s.`,
  )
  if (unopened.length > 0) console.log(complaint(unopened))
  return 0
})

/** A terminal has one line that counts, a log a line a batch. */
function showProgress(done: number, total: number): void {
  const line = `${count(done)} of ${count(total)} …`
  process.stdout.write(process.stdout.isTTY ? `${CLEAR_LINE}${line}` : `${line}\n`)
}

function complaint(unopened: string[]): string {
  const more = unopened.length > NAMED ? ` and ${count(unopened.length - NAMED)} more` : ""
  const sessions = unopened.slice(0, NAMED).join(" ")
  return `${count(unopened.length)} do not open and were left as they are. Leave no key out until these sessions have expired: ${sessions}${more}`
}

function count(number: number): string {
  return number.toLocaleString("en")
}
