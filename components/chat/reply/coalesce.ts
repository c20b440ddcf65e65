/**
 * Passes values on at most once in so many milliseconds, the newest in place of those before it. `flush` passes on what
 * waits, `drop` forgets it.
 */
export function coalesce<T>(milliseconds: number, pass: (value: T) => void) {
  let waiting: { value: T } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const had = waiting
    waiting = undefined
    if (had) pass(had.value)
  }
  return {
    add(value: T) {
      waiting = { value }
      // A timer, not a frame: a tab in the background has none.
      timer ??= setTimeout(flush, milliseconds)
    },
    flush,
    drop() {
      clearTimeout(timer)
      timer = waiting = undefined
    },
  }
}
