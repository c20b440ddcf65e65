import type { PasswordProblem } from "../../password"
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
  passwordProblemInWords: ({ problem, limit }: PasswordProblem) => {
    if (problem === "too_short") return `The new password is too short: use ${limit} characters or more.`
    if (problem === "too_long") return `The new password is too long: use ${limit} characters or fewer.`
    return "The new password is too easy to guess: use more different characters."
  },
  /** What stands in the tab and the history of the browser. */
  titleOf: ({ name, site }: { name: string; site: string }) => `${name} · ${site}`,
  notThrough: "That did not work. Check your connection, then try again.",
  noCookie:
    "The cookie that keeps a chat yours does not come back from this browser, so nothing could be kept and no answer shown. Allow cookies for this site, then send again.",
  cancel: "Cancel",
  kept: {
    until: (moment: string) => `Kept until ${moment}.`,
    tomorrow: (time: string) => `tomorrow, ${time}`,
  },
}
