import { once } from "node:events"
import { connect } from "node:net"
import { setTimeout } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import { startApp } from "@/tests/support/app/app"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG } from "@/tests/support/app/settings"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"

/** The launcher kills a process that is still there after eight seconds. */
const WITHIN_MS = 8000

let server: OwnPostgres
test.beforeAll(async () => {
  server = await startOwnPostgres()
})
test.afterAll(() => server?.stop())

test(
  "A process that is told to end ends by itself, also with a request that never comes to its end",
  ONLY_LONG,
  async () => {
    const app = await startApp({
      port: FAULTS_APP_PORT,
      databaseUrl: server.url,
      providerUrl: `http://127.0.0.1:${FAULTS_PROVIDER_PORT}`,
      logName: "leaving",
    })
    const visitor = connect(FAULTS_APP_PORT, "127.0.0.1")
    visitor.on("error", () => undefined)
    await once(visitor, "connect")
    visitor.write("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf of")
    await setTimeout(500)
    const ended = await Promise.race([app.stop().then(() => true), setTimeout(WITHIN_MS, false)])
    visitor.destroy()
    await app.kill()
    expect(ended).toBe(true)
  },
)
