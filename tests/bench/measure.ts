import type { Turn } from "./yardsticks"

export type Figures = { p50: number; p95: number; perSecond: number }

/** Runs `turns` turns, `parallel` at a time, over all visitors in turn. Milliseconds and turns a second. */
export async function measure(turn: Turn, turns: number, parallel: number, visitors: number): Promise<Figures> {
  const times: number[] = []
  let next = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < turns) {
        const visitor = next++ % visitors
        const start = performance.now()
        await turn(visitor)
        times.push(performance.now() - start)
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), perSecond: turns / seconds }
}

/** The median of several values. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
