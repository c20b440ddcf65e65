import { expect, test } from "vitest"
import { keptSentence } from "@/lib/kept"

const BRITISH = { locale: "en-GB", timeZone: "UTC" }
const NOW = new Date("2026-11-22T14:32:00Z")

const sentences = [
  { what: "today", until: "2026-11-22T15:40:00Z", sentence: "Kept until 15:40." },
  { what: "a minute before midnight", until: "2026-11-22T23:59:00Z", sentence: "Kept until 23:59." },
  { what: "midnight", until: "2026-11-23T00:00:00Z", sentence: "Kept until tomorrow, 00:00." },
  { what: "tomorrow", until: "2026-11-23T09:10:00Z", sentence: "Kept until tomorrow, 09:10." },
  { what: "more than a day away", until: "2026-11-23T23:10:00Z", sentence: "Kept until tomorrow, 23:10." },
  { what: "the day after tomorrow", until: "2026-11-24T00:00:00Z", sentence: "Kept until 24 November." },
  { what: "next month", until: "2026-12-22T14:32:00Z", sentence: "Kept until 22 December." },
  { what: "next year", until: "2027-01-03T14:32:00Z", sentence: "Kept until 3 January 2027." },
  { what: "a moment ago", until: "2026-11-22T14:31:00Z", sentence: "Kept until 14:31." },
]

for (const { what, until, sentence } of sentences) {
  test(`What is kept until ${what} says so`, () => {
    expect(keptSentence(new Date(until), NOW, BRITISH)).toBe(sentence)
  })
}

test("Tomorrow in the new year is tomorrow, without the year", () => {
  const silvester = new Date("2026-12-31T20:00:00Z")
  expect(keptSentence(new Date("2027-01-01T08:00:00Z"), silvester, BRITISH)).toBe(
    "Kept until tomorrow, 08:00.",
  )
})

test("Days are those of the reader's own clock", () => {
  const until = new Date("2026-11-22T23:30:00Z")
  expect(keptSentence(until, NOW, { locale: "en-GB", timeZone: "Europe/Rome" })).toBe(
    "Kept until tomorrow, 00:30.",
  )
  expect(keptSentence(until, NOW, { locale: "en-GB", timeZone: "America/New_York" })).toBe(
    "Kept until 18:30.",
  )
})

test("A day of 25 hours ends at its midnight", () => {
  const italian = { locale: "en-GB", timeZone: "Europe/Rome" }
  const begins = new Date("2026-10-24T22:10:00Z")
  expect(keptSentence(new Date("2026-10-25T22:50:00Z"), begins, italian)).toBe("Kept until 23:50.")
  expect(keptSentence(new Date("2026-10-25T23:10:00Z"), begins, italian)).toBe("Kept until tomorrow, 00:10.")
})

test("Dates are English like the words around them, in the one calendar; the hours are the reader's", () => {
  const later = new Date("2026-12-22T14:32:00Z")
  const soon = new Date("2026-11-22T15:40:00Z")
  for (const locale of ["de", "fa-IR", "th-TH", "ja-JP"]) {
    expect(keptSentence(later, NOW, { locale, timeZone: "UTC" })).toBe("Kept until 22 December.")
    expect(keptSentence(soon, NOW, { locale, timeZone: "UTC" })).toBe("Kept until 15:40.")
  }
  expect(keptSentence(soon, NOW, { locale: "en-US", timeZone: "UTC" })).toMatch(/^Kept until 3:40\spm\.$/)
})
