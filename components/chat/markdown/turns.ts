const SLICE_MILLISECONDS = 20

const waiting: (() => void)[] = []
let draining = false

/**
 * Runs a small piece of work soon, the newest request first, and no more than about 20 ms of such work at a time, so
 * that the page answers in between. Returns how to take the request back.
 */
export function takeTurn(work: () => void): () => void {
  waiting.push(work)
  if (!draining) setTimeout(drain)
  draining = true
  return () => {
    const at = waiting.indexOf(work)
    if (at >= 0) waiting.splice(at, 1)
  }
}

function drain(): void {
  const end = performance.now() + SLICE_MILLISECONDS
  try {
    do waiting.pop()?.()
    while (waiting.length > 0 && performance.now() < end)
  } finally {
    draining = waiting.length > 0
    if (draining) setTimeout(drain)
  }
}
