const CLEAR_LINE = "\r\x1b[K"
const WIDTH = 30
/** Milliseconds between two lines of a log. */
const PAUSE = 2_000

let shown = 0

/** A terminal has one bar that fills, a log a line every two seconds. */
export function showProgress(what: string, done: number, total: number): void {
  const counted = `${done.toLocaleString("en")} of ${total.toLocaleString("en")} ${what}`
  if (process.stdout.isTTY) {
    const full = Math.round((WIDTH * done) / Math.max(1, total))
    process.stdout.write(`${CLEAR_LINE}${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${counted}`)
  } else if (performance.now() - shown > PAUSE) {
    shown = performance.now()
    process.stdout.write(`${counted} …\n`)
  }
}

/** Makes room for what is said at the end. */
export function clearProgress(): void {
  if (process.stdout.isTTY) process.stdout.write(CLEAR_LINE)
}
