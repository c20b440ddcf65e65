import { findAdminQuietly } from "@/lib/server/admin/session"
import { env } from "@/lib/server/env"
import { hasBearer } from "@/lib/server/http/bearer"
import { orUnavailable, personal, refusal } from "@/lib/server/http/responses"
import { findCondition } from "@/lib/server/status/overview"
import { csvOf, TABLES } from "@/lib/server/usage/csv"
import { findStats, parseRange } from "@/lib/server/usage/stats"
import type { Stats } from "@/lib/stats"
import { refusalFor } from "@/lib/words/refusals"
import { words } from "@/lib/words/words"

/** What was counted, for an operator who signed in or a program with the token: as JSON, or with `?format=csv` as a table. */
export const GET = orUnavailable(async (request: Request) => {
  if (!(await isAllowed(request))) return refusal(401, words.http.sign_in, personal)
  const {
    range,
    from,
    to,
    format = "json",
    table = "days",
  } = Object.fromEntries(new URL(request.url).searchParams)
  const parsed = parseRange({ range, from, to })
  if (!parsed.ok) return refusal(400, refusalFor(parsed.error).message, personal)
  const known = TABLES.find((name) => name === table)
  if (!known || (format !== "json" && format !== "csv"))
    return refusal(400, words.http.tables({ names: TABLES }), personal)
  const stats = await findStats(parsed.range)
  if (known === "hours" && !stats.hours) return refusal(400, words.http.hours, personal)
  if (format === "json") {
    const overview = { ...stats, condition: await findCondition() }
    return Response.json(overview, { headers: headersOf(stats, "statistics", format) })
  }
  return new Response(csvOf(stats, known), { headers: headersOf(stats, known, format) })
})

async function isAllowed(request: Request): Promise<boolean> {
  const { METRICS_TOKEN: token } = env()
  if (token !== undefined && hasBearer(request.headers, token)) return true
  return (await findAdminQuietly()) !== undefined
}

const TYPES = { json: "application/json", csv: "text/csv; charset=utf-8" }

function headersOf({ range: { from, to } }: Stats, name: string, format: keyof typeof TYPES) {
  return {
    ...personal,
    "Content-Type": TYPES[format],
    "Content-Disposition": `attachment; filename="${name}-${from}-to-${to}.${format}"`,
  }
}
