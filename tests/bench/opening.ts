import type { Sql } from "@/drizzle/client"
import { listMessages } from "@/lib/server/messages/messages"
import { median } from "./measure"
import { lengthen, MESSAGES_EACH, seedVisitor } from "./seed"

const LONG = 10_000
const OPENINGS = 300

export type OpeningResult = { short: number; long: number; ratio: number }

/** Opening a chat of 10,000 messages against one of 50, in turn: median milliseconds until the first page is readable. */
export async function benchOpening(sql: Sql, text: string): Promise<OpeningResult> {
  const short = await seedVisitor(sql, text)
  const long = await seedVisitor(sql, text)
  await lengthen(sql, long, LONG)
  const times = { short: [] as number[], long: [] as number[] }
  for (let opening = 0; opening < OPENINGS; opening++) {
    for (const [name, visitor] of [["short", short] as const, ["long", long] as const]) {
      const began = performance.now()
      const page = await listMessages(visitor.session, visitor.chat)
      times[name].push(performance.now() - began)
      if (page.messages.length !== MESSAGES_EACH) throw new Error("the page is not whole")
    }
  }
  const [a, b] = [median(times.short), median(times.long)]
  return { short: a, long: b, ratio: b / a }
}
