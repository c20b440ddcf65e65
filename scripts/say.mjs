/** A foreseen failure: its message is all that a person is shown, and says what to do next. */
export class Complaint extends Error {}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`)
}

/**
 * Runs one step, showing its name while it works and its seconds when it is done.
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work a string it returns is shown as the outcome
 */
export async function step(name, work) {
  const began = performance.now()
  const progress = showProgress(name, began)
  try {
    const outcome = await work()
    progress.end(typeof outcome === "string" ? outcome : "done")
    return outcome
  } catch (error) {
    progress.end("failed")
    throw error
  }
}

/**
 * A terminal gets one line that counts; a log gets a line when the step is long, and then every ten seconds.
 * @param {string} name
 * @param {number} began
 */
function showProgress(name, began) {
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
  const live = process.stdout.isTTY
  const show = () => (live ? process.stdout.write(`\r  ${name} ... ${seconds()}`) : say(`  ${name} ...`))
  const first = setTimeout(show, 100)
  const again = setInterval(show, live ? 200 : 10_000)
  return {
    /** @param {string} outcome */
    end(outcome) {
      clearTimeout(first)
      clearInterval(again)
      say(`${live ? "\r\x1b[K" : ""}  ${name}: ${outcome}, ${seconds()}`)
    },
  }
}
