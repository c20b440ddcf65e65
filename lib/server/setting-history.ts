import "server-only"
import { listAudit } from "./audit"
import { query } from "./db"
import { parseRows, type SettingName, type SetValues } from "./setting-values"

/** What is set on the page at this moment, and since when; unlike `findSettings` never remembered. */
export async function listSettings(): Promise<{ set: SetValues; since: Map<string, Date> }> {
  const rows = await query(
    ({ sql }) => sql<{ name: string; value: unknown; since: Date | null }[]>`
      select name, value, (select max(at) from audit_log a where a.name = s.name) as since from settings s`,
  )
  const since = rows.flatMap(({ name, since }) => (since ? [[name, since] as const] : []))
  return { set: parseRows(rows).set, since: new Map(since) }
}

/** Changes looked back on for earlier texts. */
const CHANGES = 200

/** The texts a setting had, newest first, each once with the last time it was set; at most `limit`. */
export async function listTexts(name: SettingName, limit: number): Promise<{ text: string; at: Date }[]> {
  const last = new Map<string, Date>()
  for (const { after, at } of await listAudit({ name, limit: CHANGES })) {
    if (typeof after === "string" && !last.has(after)) last.set(after, at)
  }
  return [...last].slice(0, limit).map(([text, at]) => ({ text, at }))
}
