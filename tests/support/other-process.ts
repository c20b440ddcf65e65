/** Does the work as another process would: one that writes none of the replies that are running here. */
export async function otherProcess<T>(work: () => Promise<T>): Promise<T> {
  const held = globalThis as typeof globalThis & { alcoveRuns: Map<string, unknown> }
  const mine = [...held.alcoveRuns]
  held.alcoveRuns.clear()
  const result = await work()
  for (const [key, run] of mine) held.alcoveRuns.set(key, run)
  return result
}
