/** @typedef {(hurry: AbortSignal) => unknown} Ending */

/** @type {Ending[]} */
const endings = []
const hurry = new AbortController()
/** @type {Promise<void> | undefined} */
let stopping
let askedAt = 0

/**
 * Registers what must end before this process does; the last registered ends first. Returns a function that forgets it.
 * @param {Ending} ending
 */
export function onStop(ending) {
  endings.push(ending)
  return () => {
    const at = endings.indexOf(ending)
    // Already ended: then there is nothing to forget.
    if (at >= 0) endings.splice(at, 1)
  }
}

/** Ctrl-C, a closed terminal or a service manager end everything, cleanly; asked a second time, quickly. */
export function stopOnSignals() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, askToStop)
}

/** Whether the end has begun: failures after that are its consequence. */
export function isStopping() {
  return stopping !== undefined
}

/**
 * Ends everything that was registered, then the process.
 * @param {number} code
 */
export function stop(code) {
  stopping ??= endAll().finally(() => process.exit(code))
  return stopping
}

function askToStop() {
  // npm passes on a Ctrl-C that the terminal has sent here already: that is one wish, not two.
  if (stopping && performance.now() - askedAt > 500) hurry.abort()
  else if (!stopping) {
    askedAt = performance.now()
    process.stdout.write("\nStopping ...\n")
    stop(0)
  }
}

async function endAll() {
  for (let ending = endings.pop(); ending; ending = endings.pop()) {
    try {
      await ending(hurry.signal)
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    }
  }
}
