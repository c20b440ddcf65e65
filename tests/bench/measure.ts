import type { Turn } from "./yardsticks"

export type Figures = { p50: number; p95: number; perSecond: number }

/**
 * Runs `turns` turns, `parallel` at a time; every lane has visitors of its own, as no visitor sends twice at once.
 * Milliseconds and turns a second.
 */
export async function measure(
  turn: Turn,
  turns: number,
  parallel: number,
  visitors: number,
): Promise<Figures> {
  const times: number[] = []
  const began = performance.now()
  await Promise.all(
    Array.from({ length: parallel }, async (_, lane) => {
      for (let number = lane; number < turns; number += parallel) {
        const visitor =
          (lane + parallel * (Math.floor(number / parallel) % Math.floor(visitors / parallel))) % visitors
        const start = performance.now()
        await turn(visitor)
        times.push(performance.now() - start)
      }
    }),
  )
  return summarize(times, performance.now() - began)
}

/** Figures of turns of so many milliseconds each, and `span` together: their sum when they ran one after the other. */
export function summarize(times: number[], span = times.reduce((sum, time) => sum + time, 0)): Figures {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), perSecond: (1000 * times.length) / span }
}

/** The median of several values. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
