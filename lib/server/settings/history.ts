import "server-only"
import { and, desc, eq, max, type SQL, sql } from "drizzle-orm"
import { auditLog } from "@/drizzle/schema/admin"
import { settings } from "@/drizzle/schema/settings"
import { query } from "../db/client"
import { parseRows, type SettingName, type SetValues } from "./schema"

/** What is set on the page at this moment, and since when; unlike `findSettings` never remembered. */
export async function listSettings(): Promise<{ set: SetValues; since: Map<string, Date> }> {
  const { name } = settings
  const rows = await query(({ db }) =>
    db
      .select({ name, value: sql`${settings.value}`, since: max(auditLog.at) })
      .from(settings)
      .leftJoin(auditLog, eq(auditLog.name, name))
      .groupBy(name),
  )
  const since = rows.flatMap(({ name, since }) => (since ? [[name, since] as const] : []))
  return { set: parseRows(rows).set, since: new Map(since) }
}

/** The texts a setting had, newest first, each once with the last time it was set; at most `limit`. */
export async function listTexts(name: SettingName, limit: number): Promise<{ text: string; at: Date }[]> {
  const text = sql<string>`${auditLog.after} #>> '{}'`
  const at: SQL<Date> = sql`max(${auditLog.at})`
  const isText = and(eq(auditLog.name, name), sql`jsonb_typeof(${auditLog.after}) = 'string'`)
  return query(({ db }) =>
    db.select({ text, at }).from(auditLog).where(isText).groupBy(text).orderBy(desc(at)).limit(limit),
  )
}
