import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { coalesce } from "@/components/chat/reply/coalesce"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test("Of values that come close together the newest is passed on, never later than agreed", () => {
  const passed: number[] = []
  const values = coalesce(40, (value: number) => passed.push(value))
  for (let at = 0; at < 10; at++) {
    values.add(at)
    vi.advanceTimersByTime(10)
  }
  expect(passed).toEqual([3, 7])
  values.flush()
  expect(passed).toEqual([3, 7, 9])
})

test("A value that was dropped is not passed on later", () => {
  const passed: number[] = []
  const values = coalesce(40, (value: number) => passed.push(value))
  values.add(1)
  values.drop()
  vi.advanceTimersByTime(100)
  values.flush()
  expect(passed).toEqual([])
})
