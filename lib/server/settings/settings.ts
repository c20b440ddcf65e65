import "server-only"
import { setTimeout as pause } from "node:timers/promises"
import { type SQL, sql } from "drizzle-orm"
import { v7 as uuidv7 } from "uuid"
import { auditLog } from "@/drizzle/schema/admin"
import { SAMPLE_MARK, settings as table } from "@/drizzle/schema/settings"
import type { Admin } from "../admin/session"
import { bare, into, type Placeholders, picked, type Row, statement } from "../db/statement"
import { perProcess } from "../process"
import { log } from "../telemetry/log"
import { defaultSettings, parseRows, type SettingChange, type Settings, settingsOf } from "./schema"

/** Milliseconds for which settings are remembered: a change made in another process acts here after that. */
const REMEMBERED = 500
/** Milliseconds to wait for the database before the last known settings have to do. */
const WAIT = 1_000

type SettingRow = Row<typeof table>
/**
 * `rows`: what `settings` was read from; `readAt` and `readingSince`: by `performance.now()`; `round` changes when what is
 * being read is out of date already.
 */
type Memory = {
  settings?: Settings
  rows?: string
  readAt: number
  reading?: Promise<Settings>
  readingSince: number
  round: number
}

const memory = perProcess(
  "settings",
  (): Memory => ({ readAt: Number.NEGATIVE_INFINITY, readingSince: 0, round: 0 }),
)

/**
 * The settings as they hold now: what the operator set, over the defaults from the environment; at most half a second
 * old. While the database does not answer, the last known ones hold. Never throws.
 */
export async function findSettings(): Promise<Settings> {
  const { settings, readAt } = memory
  if (settings && performance.now() - readAt < REMEMBERED) return settings
  memory.reading ??= read()
  if (!settings) return memory.reading
  const left = Math.max(0, WAIT - (performance.now() - memory.readingSince))
  return Promise.race([memory.reading, pause(left, settings, { ref: false })])
}

/**
 * Sets a setting, or with null takes it back to its default, and writes that to the audit log, in one statement. What
 * changes nothing is not written. Of two at once the later one wins, and each is logged with what it replaced. Throws when
 * others kept changing it in between.
 */
export async function changeSetting(admin: Admin, { name, value }: SettingChange): Promise<void> {
  const json = value === null ? null : JSON.stringify(value)
  for (let left = ATTEMPTS; left > 0; left--) {
    if (!(await changeUnlessCrossed(admin, name, json))) continue
    forgetSettings()
    return
  }
  throw new Error(`the setting ${name} was changed by others ${ATTEMPTS} times in between`)
}

const ATTEMPTS = 50

/**
 * False when another operator changed it between reading and writing: then nothing was written. The log has the time of the
 * write, not of the statement's beginning, so that its order is the order of the changes.
 */
async function changeUnlessCrossed(admin: Admin, name: string, json: string | null): Promise<boolean> {
  const [row] = await change({ logId: uuidv7(), admin: admin.id, name, json })
  return row?.done ?? false
}

type Change = { logId: string; admin: string; name: string; json: string | null }

const change = statement<Change, { done: boolean }>(
  (given) => sql`
    with ${beforeAndWanted(given)}, ${written(given)}, logged as (
      insert into ${into(auditLog, "id", "at", "adminSessionId", "action", "name", "before", "after")}
      select ${given.logId}::uuid, clock_timestamp(), ${given.admin}::uuid, 'setting_changed', changed.name, before.value,
        wanted.value
      from changed, before, wanted returning 1
    )
    select exists (select from changed) or before.value is not distinct from wanted.value as done from before, wanted`,
)

/** `before` and `wanted`: the value as it was read, and as it shall be. */
function beforeAndWanted(given: Placeholders<Change>): SQL {
  return sql`before as (
      select (select ${table.value} from ${table} where ${table.name} = ${given.name}) as value
    ), wanted as (
      select ${given.json}::text::jsonb as value
    )`
}

/** `changed`: the name of the setting, when the wanted value took the place of the one that was read. */
function written(given: Placeholders<Change>): SQL {
  const { name, value } = table
  return sql`inserted as (
      insert into ${into(table, "name", "value")}
      select ${given.name}, wanted.value from wanted, before where wanted.value is not null and before.value is null
      on conflict do nothing returning ${name}
    ), updated as (
      update ${table} set ${bare(value)} = wanted.value from wanted, before
      where ${name} = ${given.name} and ${value} = before.value and wanted.value <> before.value returning ${name}
    ), removed as (
      delete from ${table} using wanted, before
      where ${name} = ${given.name} and ${value} = before.value and wanted.value is null returning ${name}
    ), changed as (
      select name from inserted union all select name from updated union all select name from removed
    )`
}

/** The next look asks the database. */
function forgetSettings(): void {
  memory.readAt = Number.NEGATIVE_INFINITY
  memory.reading = undefined
  memory.round++
}

async function read(): Promise<Settings> {
  const { round } = memory
  const began = performance.now()
  memory.readingSince = began
  try {
    const rows = await findRows({})
    if (round !== memory.round) return findSettings()
    memory.settings = parseUnlessKnown(rows)
    memory.readAt = began
    return memory.settings
  } catch (error) {
    log().error({ error }, "settings could not be read, the last known ones hold")
    return memory.settings ?? defaultSettings()
  } finally {
    if (round === memory.round) memory.reading = undefined
  }
}

const findRows = statement<Record<never, never>, SettingRow>(
  () => sql`
    select ${picked(table, "name", "value")} from ${table} where ${table.name} <> ${SAMPLE_MARK} order by ${table.name}`,
)

/** The same rows need no second look, nor a second complaint. */
function parseUnlessKnown(found: SettingRow[]): Settings {
  const rows = JSON.stringify(found)
  if (memory.settings && memory.rows === rows) return memory.settings
  const { set, unreadable } = parseRows(found)
  if (unreadable.length > 0) log().warn({ settings: unreadable }, "settings cannot be read, defaults hold")
  memory.rows = rows
  return settingsOf(set)
}
