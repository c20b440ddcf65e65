import "server-only"

/** Everything there is one of in this process, by name. */
const held = globalThis as typeof globalThis & { alcove?: Map<string, unknown> }
held.alcove ??= new Map()
const singletons = held.alcove

/** The one thing of this name in this process, made when it is first asked for: Next may load a module more than once. */
export function perProcess<T>(name: string, make: () => T): T {
  if (!singletons.has(name)) singletons.set(name, make())
  return singletons.get(name) as T
}

const visits = perProcess("visits", () => ({ last: Number.NEGATIVE_INFINITY }))

/** A visitor has asked something of this process. */
export function noteVisit(): void {
  visits.last = performance.now()
}

/** Whether a visitor has asked something within so many milliseconds: work that can wait makes room. */
export function wasVisited(within: number): boolean {
  return performance.now() - visits.last < within
}

const leaving = perProcess("leaving", () => new AbortController())

/** From now on this process begins nothing new: it was told to go. */
export function beginLeaving(): void {
  leaving.abort()
}

/** Whether this process was told to go. */
export function isLeaving(): boolean {
  return leaving.signal.aborted
}

/** The same signal, aborted as well when this process is told to go. */
export function orLeaving(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, leaving.signal])
}
