import { sidebarWords } from "@/lib/words/chat"
import { date } from "@/lib/words/page"

/** The chats of one period, with what it is called. */
export type Period<T> = { period: string; chats: T[] }

/** Chats by when something was last written in them, as the visitor counts days; `today`: its midnight. Keeps their order. */
export function inPeriods<T extends { updatedAt: string }>(chats: T[], today: Date): Period<T>[] {
  const periods = new Map<string, T[]>()
  for (const chat of chats) {
    const period = periodOf(new Date(chat.updatedAt), today)
    periods.set(period, [...(periods.get(period) ?? []), chat])
  }
  return [...periods].map(([period, chats]) => ({ period, chats }))
}

function periodOf(written: Date, today: Date): string {
  // By the calendar: days on which clocks change have 23 or 25 hours.
  const daysAgo = (days: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - days)
  if (written >= daysAgo(0)) return sidebarWords.periods.today
  if (written >= daysAgo(1)) return sidebarWords.periods.yesterday
  if (written >= daysAgo(7)) return sidebarWords.periods.week
  const year = written.getFullYear() === today.getFullYear() ? undefined : "numeric"
  return date(written, { month: "long", year })
}
