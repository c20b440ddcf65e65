import type { Sql } from "@/drizzle/client"
import { cleanUp } from "@/lib/server/cleanups/cleanup"
import type { Figures } from "./measure"
import { turnsOf } from "./memory"
import { seedOthers, type Visitor } from "./seed"

const TOTAL = 2_000_000
const EXPIRED_CHATS = 20_000
const QUIET_TURNS = 1_000

export type CleanupResult = {
  messages: number
  perSecond: number
  quiet: Figures
  beside: Figures
  ratio: number
}

/**
 * The last of the benches: it takes the yardstick's table away. A cleanup of 1,000,000 expired messages of 2,000,000, beside a visitor who goes on asking. `perSecond`: messages
 * deleted; `ratio`: p95 of the memory turn beside the cleanup to that before it, in the same run.
 */
export async function benchCleanup(sql: Sql, visitors: Visitor[], text: string): Promise<CleanupResult> {
  await seedOthers(sql, TOTAL, text)
  // The yardstick's messages hang on the same chats: deleting them too is not the cleanup's work.
  await sql`drop table plain_messages`
  await sql`
    update sessions set expires_at = now() - interval '1 day' where id in (
      select id from sessions where id <> all(${`{${visitors.map(({ session }) => session.id)}}`}::uuid[]) limit ${EXPIRED_CHATS})`
  await sql`vacuum analyze`
  await sql`checkpoint`
  const turn = turnsOf(visitors)
  const quiet = await turn((done) => done === QUIET_TURNS)
  let receipt: Awaited<ReturnType<typeof cleanUp>>
  const cleaning = cleanUp().then((done) => {
    receipt = done
  })
  const beside = await turn(() => receipt !== undefined)
  await cleaning
  if (!receipt) throw new Error("another cleanup was at work")
  const { deleted, durationMs } = receipt
  const perSecond = (1000 * deleted.messages) / durationMs
  return { messages: deleted.messages, perSecond, quiet, beside, ratio: beside.p95 / quiet.p95 }
}
