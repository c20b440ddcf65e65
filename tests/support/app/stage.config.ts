import { createDatabase } from "../database/database"
import { setup as startPostgres } from "../database/postgres"
import { STAGES, stageOf } from "./settings"
import { setStage } from "./stage"

/** The stages of all end-to-end tests: one Postgres, then each provider and its app. Gives the function that clears them. */
export default async function setup(): Promise<() => Promise<void>> {
  const endings = [await startPostgres()]
  const clear = async () => {
    for (const end of endings.toReversed()) await end()
  }
  try {
    for (let stage = 0; stage < STAGES; stage++) endings.push(...(await openStage(stage)))
  } catch (problem) {
    await clear()
    throw problem
  }
  return clear
}

/** What has to be ended again, in the order in which it was begun. */
async function openStage(number: number): Promise<(() => Promise<void>)[]> {
  const { logName: name, database: variable, ...ports } = stageOf(number)
  const database = await createDatabase()
  process.env[variable] = database.url
  // An answer is held while whole pages are loaded, which takes its time on a busy machine.
  const settings = { REPLY_TIMEOUT: "20s", LOG_LEVEL: "info" }
  const stage = await setStage({ name, databaseUrl: database.url, settings, ...ports })
  return [database.drop, stage.clear]
}
