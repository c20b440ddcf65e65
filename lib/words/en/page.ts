import { formatsOf, type Locale } from "../formats"
import { failures } from "./failures"

const locale: Locale = { language: "en", dates: "en-GB" }
const formats = formatsOf(locale)
const { number, date, plural } = formats

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const

/** What a page in the browser says. */
export const page = {
  locale,
  ...formats,
  failures,
  /** "1 chat", "12 chats". */
  countInWords: (count: number, noun: string) =>
    `${number(count)} ${noun}${plural(count) === "one" ? "" : "s"}`,
  /** A span of whole seconds in the largest unit that says it exactly: "30 days", "1 hour", "90 seconds". */
  durationInWords: (seconds: number) => {
    const exact = UNITS.find(([, length]) => seconds >= length && seconds % length === 0)
    const [unit, size] = exact ?? ["second", 1]
    return page.countInWords(seconds / size, unit)
  },
  /** A day and a time of it in the given time zone: "22 Nov 2026, 17:20". */
  momentInWords: (at: Date, timeZone: string) =>
    date(at, { dateStyle: "medium", timeStyle: "short", timeZone }),
  /** A time of day in the given time zone: "17:20". */
  timeInWords: (at: Date, timeZone: string) => date(at, { timeStyle: "short", timeZone }),
  kept: {
    until: (moment: string) => `Kept until ${moment}.`,
    tomorrow: (time: string) => `tomorrow, ${time}`,
  },
}
