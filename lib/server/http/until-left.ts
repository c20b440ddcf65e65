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

/**
 * Waits for something, but no longer than until `signal` is aborted. Leaves nothing behind: a race against one promise for the
 * whole stream would hold what each of its rounds had, until the last.
 */
export async function orAborted(something: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const aborted = Promise.withResolvers<void>()
  const abort = () => aborted.resolve()
  signal.addEventListener("abort", abort)
  try {
    await Promise.race([something, aborted.promise])
  } finally {
    signal.removeEventListener("abort", abort)
  }
}
