import { createDatabase } from "./database"
import { setup as startPostgres } from "./postgres"
import { APP_PORT, PROVIDER_PORT } from "./settings"
import { setStage } from "./stage"

/** The stage of all end-to-end tests: Postgres, then the provider, then the app. Gives the function that clears it. */
export default async function setup(): Promise<() => Promise<void>> {
  const stopPostgres = await startPostgres()
  try {
    const database = await createDatabase()
    process.env.E2E_DATABASE_URL = database.url
    const stage = await setStage({
      name: "app",
      databaseUrl: database.url,
      appPort: APP_PORT,
      providerPort: PROVIDER_PORT,
    })
    return async () => {
      await stage.clear()
      await database.drop()
      await stopPostgres()
    }
  } catch (problem) {
    await stopPostgres()
    throw problem
  }
}
