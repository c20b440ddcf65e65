import "server-only"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { documents } from "@/drizzle/schema/documents"
import { SAMPLE_MARK, settings } from "@/drizzle/schema/settings"
import { words } from "@/lib/words/words"
import { into, rowStatement, statement } from "../db/statement"
import { env } from "../env"
import { addDocument } from "./add"

/* The app's own guide: something to ask about from the first minute, until there are documents of the operator. */

/** Below the folder that the app works in, by language. */
const FOLDER = "samples"

/**
 * Adds the guide, and starter questions that it answers unless others are set, where `SAMPLE_DOCUMENTS` is 1 and there has
 * never been a document; at boot. Broken off, it begins again at the next one; several processes may do it at once.
 */
export async function addSample(): Promise<void> {
  if (!env().SAMPLE_DOCUMENTS) return
  const { isFirst } = await look({})
  if (isFirst) for (const file of await findFiles()) await addDocument({ source: "sample", ...file })
  await mark({ starters: STARTERS })
}

const STARTERS = JSON.stringify(words.sampleStarters)

async function findFiles(): Promise<{ name: string; content: Uint8Array }[]> {
  const folder = join(process.cwd(), FOLDER)
  const names = await readdir(folder, { recursive: true })
  const guides = names.filter((name) => name.endsWith(".md")).toSorted()
  return Promise.all(guides.map(async (name) => ({ name, content: await readFile(join(folder, name)) })))
}

const look = rowStatement<Record<never, never>, { isFirst: boolean }>(
  () => sql`
    select not exists (select from ${settings} where ${settings.name} = ${SAMPLE_MARK})
      and not exists (select from ${documents} where ${documents.source} <> 'sample') as "isFirst"`,
)

/** From here on the guide never comes again. */
const mark = statement<{ starters: string }, object>(
  ({ starters }) => sql`
    with marked as (
      insert into ${into(settings, "name", "value")} values (${SAMPLE_MARK}, 'true') on conflict do nothing returning 1
    )
    insert into ${into(settings, "name", "value")} select 'starters', ${starters}::text::jsonb from marked
    where exists (select from ${documents} where ${documents.source} = 'sample')
    on conflict do nothing returning 1`,
)

/** Takes the guide away when it has done its work: once a document of the operator can be found. Idempotent. */
export async function leaveSample(): Promise<void> {
  await leave({ starters: STARTERS, atOnce: false })
}

/** Takes the guide away because the operator wants it so. Idempotent. */
export async function removeSample(): Promise<void> {
  await leave({ starters: STARTERS, atOnce: true })
}

/** Its starter questions go with it, unless the operator has set others. */
const leave = statement<{ starters: string; atOnce: boolean }, object>(
  ({ starters, atOnce }) => sql`
    with gone as (
      delete from ${documents} where ${documents.source} = 'sample' and (${atOnce}::boolean or exists (
        select from ${documents} own where own.source <> 'sample' and own.state = 'ready'
      )) returning 1
    )
    delete from ${settings} where ${settings.name} = 'starters' and ${settings.value} = ${starters}::text::jsonb
      and exists (select from gone) returning 1`,
)
