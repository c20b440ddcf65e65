import "server-only"
import { query } from "../db/client"
import { parseRows, type SettingName, type SetValues } from "./schema"

/** What is set on the page at this moment, and since when; unlike `findSettings` never remembered. */
export async function listSettings(): Promise<{ set: SetValues; since: Map<string, Date> }> {
  const rows = await query(
    ({ sql }) => sql<{ name: string; value: unknown; since: Date | null }[]>`
      select name, value, (select max(at) from audit_log a where a.name = s.name) as since from settings s`,
  )
  const since = rows.flatMap(({ name, since }) => (since ? [[name, since] as const] : []))
  return { set: parseRows(rows).set, since: new Map(since) }
}

/** The texts a setting had, newest first, each once with the last time it was set; at most `limit`. */
export async function listTexts(name: SettingName, limit: number): Promise<{ text: string; at: Date }[]> {
  return query(
    ({ sql }) => sql<{ text: string; at: Date }[]>`
      select after #>> '{}' as text, max(at) as at from audit_log
      where name = ${name} and jsonb_typeof(after) = 'string' group by text order by at desc limit ${limit}`,
  )
}
