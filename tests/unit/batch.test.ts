import { expect, test } from "vitest"
import { arrayLiteral, Batch } from "@/lib/server/db/batch"

test("an item that finds nothing under way goes alone; what waits meanwhile goes together", async () => {
  const runs: number[][] = []
  const gates: (() => void)[] = []
  const batch = new Batch<number, number>(async (items) => {
    runs.push(items)
    await new Promise<void>((open) => gates.push(open))
    return items.map((item) => item * 10)
  })
  const results = Promise.all([1, 2, 3, 4, 5].map((item) => batch.add(item)))
  expect(runs).toEqual([[1], [2]])
  gates.shift()?.()
  await expect.poll(() => runs.length).toBe(3)
  expect(runs[2]).toEqual([3, 4, 5])
  for (const open of gates) open()
  expect(await results).toEqual([10, 20, 30, 40, 50])
})

test("one item's trouble stays its own", async () => {
  const batch = new Batch<number, number>(async (items) => {
    await Promise.resolve()
    if (items.includes(4)) throw new Error("four")
    return items
  })
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => batch.add(item)))
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ])
})

test("items that are held up wait by themselves: they take no turn of the others", async () => {
  const release = Promise.withResolvers<void>()
  const batch = new Batch<number, number>(async (items, isShared) => {
    const isHeld = items.some((item) => item < 0)
    if (isHeld && isShared) throw Object.assign(new Error("somebody holds the row"), { code: "55P03" })
    if (isHeld) await release.promise
    return items
  })
  const held = Promise.all([-1, -2, -3].map((item) => batch.add(item)))
  expect(await Promise.all([1, 2, 3].map((item) => batch.add(item)))).toEqual([1, 2, 3])
  release.resolve()
  expect(await held).toEqual([-1, -2, -3])
})

test("an array is written as Postgres reads it", () => {
  expect(arrayLiteral(["a", 1, null])).toBe("{a,1,NULL}")
})
