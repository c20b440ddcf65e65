import { expect, test } from "vitest"
import { comparison, inTime, shareInWords } from "@/components/admin/dashboard/words"

test("a share of a few things is told as what it is, of more as a percentage", () => {
  expect(shareInWords(0, 0)).toBe("–")
  expect(shareInWords(1, 1)).toBe("1 of 1")
  expect(shareInWords(0, 3)).toBe("0 of 3")
  expect(shareInWords(8, 9)).toBe("8 of 9")
  expect(shareInWords(9, 10)).toBe("90\u202f%")
  expect(shareInWords(1, 2000)).toBe("0.1\u202f%")
})

test("a figure is compared by a percentage only with enough before it", () => {
  expect(comparison(380, 340)).toBe("+12\u202f% from 340")
  expect(comparison(5, 10)).toBe("\u221250\u202f% from 10")
  expect(comparison(2, 1)).toBe("1 before")
  expect(comparison(40, 9)).toBe("9 before")
  expect(comparison(9, 9)).toBe("as before")
  expect(comparison(0, 340)).toBe("340 before")
  expect(comparison(3, 0)).toBe("none before")
  expect(comparison(null, 4)).toBe("")
  // A time or a sum is as sure as the answers it is of.
  expect(comparison(900, 600, inTime, 2)).toBe("600\u00a0ms before")
  expect(comparison(900, 600, inTime, 200)).toBe("+50\u202f% from 600\u00a0ms")
})
