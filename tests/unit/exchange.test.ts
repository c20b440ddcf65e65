import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Exchange } from "@/lib/server/provider/exchange"

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const PATIENCE = 60_000

test("A provider that is silent for longer than the patience is given up, and one that speaks is not", () => {
  const exchange = new Exchange(PATIENCE, () => {})
  vi.advanceTimersByTime(PATIENCE - 1)
  exchange.alive()
  vi.advanceTimersByTime(PATIENCE - 1)
  expect(exchange.silence.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(exchange.silence.aborted).toBe(true)
})

test("A provider that says a little now and then and never comes to its end is given up after fifteen times that", () => {
  const exchange = new Exchange(PATIENCE, () => {})
  for (let half = 0; half < 29; half++) {
    vi.advanceTimersByTime(PATIENCE / 2)
    exchange.alive()
  }
  expect(exchange.silence.aborted).toBe(false)
  vi.advanceTimersByTime(PATIENCE / 2)
  expect(exchange.silence.aborted).toBe(true)
})

test("An answer that has ended leaves no timer behind", () => {
  new Exchange(PATIENCE, () => {}).close()
  expect(vi.getTimerCount()).toBe(0)
})
