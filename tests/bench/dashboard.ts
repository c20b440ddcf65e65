import type { Sql } from "@/drizzle/client"
import { findCondition } from "@/lib/server/status/overview"
import { BOUNDS } from "@/lib/server/usage/counters"
import { findStats } from "@/lib/server/usage/stats"
import { type Figures, summarize } from "./measure"

const LOOKS = 30

/** `stored`: messages in the database; `counters`: rows of `usage`; `look`: milliseconds of everything the dashboard shows. */
export type DashboardResult = { stored: number; counters: number; look: Figures }

/** What the server does for the operator's overview of 90 days: every figure, and the condition of the site. */
export async function benchDashboard(sql: Sql): Promise<DashboardResult> {
  await seedUsage(sql)
  const times: number[] = []
  for (let look = 0; look < LOOKS; look++) {
    const start = performance.now()
    await Promise.all([findStats({ range: "90d" }), findCondition()])
    times.push(performance.now() - start)
  }
  const [row] = await sql<{ stored: number; counters: number }[]>`
    select (select count(*) from messages)::int as stored, (select count(*) from usage)::int as counters`
  return { stored: row?.stored ?? 0, counters: row?.counters ?? 0, look: summarize(times) }
}

/** Counters as a busy site has them: every hour of 180 days, and the slots of the hours that are not folded yet. */
async function seedUsage(sql: Sql): Promise<void> {
  const labels = {
    sessions: [""],
    returning_visitors: [""],
    chats: [""],
    messages: ["", "de", "en", "fr", "tr", "uk"],
    replies: ["complete", "stopped", "interrupted", "failed"],
    models: ["large", "small"],
    failures: ["rate_limited", "cut_off", "timed_out"],
    input_tokens: [""],
    output_tokens: [""],
    first_token_ms: BOUNDS.map(String),
    reply_ms: BOUNDS.map(String),
    ratings: ["good", "poor"],
  }
  for (const [metric, names] of Object.entries(labels)) {
    for (const label of names) {
      await sql`
        insert into usage (hour, metric, label, slot, value)
        select date_trunc('hour', now(), 'UTC') - make_interval(hours => h), ${metric}, ${label}, s, 1 + (h * 7 + s) % 23
        from generate_series(0, 180 * 24) h, lateral generate_series(0, case when h < 3 then 30 else 0 end) s
        on conflict do nothing`
    }
  }
  await sql`vacuum analyze usage`
}
