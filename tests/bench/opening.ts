import { connect } from "@/drizzle/client"
import { migrateDatabase } from "@/drizzle/migrate"
import { closeDatabase } from "@/lib/server/db"
import { listMessages } from "@/lib/server/messages"
import { createDatabase, createTemplate } from "@/tests/support/database"
import { median } from "./measure"
import { lengthen, MESSAGES_EACH, seed } from "./seed"

const LONG = 10_000
const OPENINGS = 300
const TEXT = "The reading room opens at nine. ".repeat(8)

export type OpeningResult = { short: number; long: number; ratio: number }

/** Opening a chat of 10,000 messages against one of 50, in turn: median milliseconds until the first page is readable. */
export async function benchOpening(serverUrl: string): Promise<OpeningResult> {
  await createTemplate(serverUrl, (url) => migrateDatabase(url, "drizzle/migrations"))
  const database = await createDatabase(serverUrl)
  process.env.DATABASE_URL = database.url
  const { sql } = connect(database.url, { max: 2 })
  const [short, long] = await seed(sql, 2, 0, TEXT)
  if (!short || !long) throw new Error("nobody was seeded")
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
  await closeDatabase()
  await sql.end()
  await database.drop()
  const [a, b] = [median(times.short), median(times.long)]
  return { short: a, long: b, ratio: b / a }
}
