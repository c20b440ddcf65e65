import "server-only"

/**
 * The same stream, with `leave` called once as soon as it has ended, was returned, or `signal` says that its reader is gone:
 * a reader who is gone before the first word never begins a stream and never returns it, so its end would not come.
 */
export function untilLeft<T>(
  stream: AsyncGenerator<T>,
  signal: AbortSignal,
  leave: () => void,
): AsyncGenerator<T> {
  let left = false
  const leaveOnce = () => {
    if (!left) leave()
    left = true
  }
  if (signal.aborted) leaveOnce()
  signal.addEventListener("abort", leaveOnce, { once: true })
  return untilEnd(stream, leaveOnce)
}

async function* untilEnd<T>(stream: AsyncGenerator<T>, leave: () => void): AsyncGenerator<T> {
  try {
    yield* stream
  } finally {
    leave()
  }
}

/** Resolves when `signal` is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))
}
