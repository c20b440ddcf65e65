import { afterAll } from "vitest"
import { createDatabase } from "../database/database"
import { appSettings } from "./settings"

// Every test file is its own process with its own database, so that files can run side by side.
const database = await createDatabase()
Object.assign(process.env, appSettings("http://127.0.0.1:9"), { DATABASE_URL: database.url })

afterAll(async () => {
  const { closeDatabase } = await import("@/lib/server/db/client")
  await closeDatabase()
  await database.drop()
})
