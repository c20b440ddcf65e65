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
