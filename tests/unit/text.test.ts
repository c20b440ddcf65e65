import { expect, test } from "vitest"
import { makeStorable, splitAtCodePoint, storableProblem, titleFrom } from "@/lib/text"

test("a text that comes back equal is storable, right-to-left and emoji included", () => {
  for (const text of ["hello", "שלום", "👨‍👩‍👧", "\u202eabc", "a\u0301", "\ufffd"])
    expect(storableProblem(text)).toBeUndefined()
})

test("NUL and half a surrogate pair are not storable", () => {
  for (const text of ["a\0b", "\ud83d", "\udc00 x", "x\ud83dx"])
    expect(storableProblem(text)).toBe("malformed")
})

test("a model's text is made storable", () => {
  expect(makeStorable("a\0b\ud83d!")).toBe("ab\ufffd!")
})

test("a streamed piece never ends inside a code point", () => {
  expect(splitAtCodePoint("ab")).toEqual(["ab", ""])
  expect(splitAtCodePoint("ab\ud83d")).toEqual(["ab", "\ud83d"])
  expect(splitAtCodePoint("👋")).toEqual(["👋", ""])
  expect(splitAtCodePoint("")).toEqual(["", ""])
})

test("a title is the first line of the question, cut at a word", () => {
  expect(titleFrom("  When do you open?\nAnd close?")).toBe("When do you open?")
  expect(titleFrom("word ".repeat(40))).toBe(`${"word ".repeat(11)}word…`)
  expect(titleFrom("x".repeat(100))).toBe(`${"x".repeat(60)}…`)
  expect([...new Intl.Segmenter().segment(titleFrom("👨‍👩‍👧".repeat(80)))].length).toBe(61)
})

test("a title is found in linear time", () => {
  const began = performance.now()
  expect(titleFrom(`a${" ".repeat(200_000)}b`)).toBe("a")
  expect(performance.now() - began).toBeLessThan(500)
})
