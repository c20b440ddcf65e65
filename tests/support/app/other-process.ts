import { perProcess } from "@/lib/server/process"

/** Does the work as another process would: one that writes none of the replies that are running here. */
export async function otherProcess<T>(work: () => Promise<T>): Promise<T> {
  const runs = perProcess("runs", () => new Map<string, unknown>())
  const mine = [...runs]
  runs.clear()
  const result = await work()
  for (const [key, run] of mine) runs.set(key, run)
  return result
}
