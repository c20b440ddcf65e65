import { once } from "node:events"
import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import { converse } from "@/tests/support/app/client"
import { recordReply } from "@/tests/support/app/recorder"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { slowAnswer } from "@/tests/support/provider/scenarios"

const SECONDS = 120
const WARM_UP = 60
/** Milliseconds between two looks at the heap. */
const PAUSE = 5000
/** Megabytes a minute that may be held more: less than half is what Node still warms up by. What leaked took eight and more. */
const SLOPE = 1
/** Where the app's Node listens for the one who asks it to collect its garbage. */
const INSPECTOR = FAULTS_APP_PORT + 2
/** Milliseconds between two words: what answers say is kept until they end, so they say little here. */
const PACE = 10_000
const WORDS = Array.from({ length: 60 }, (_, at) => `word-${at}`).join(" ")

let server: OwnPostgres
let stage: Stage
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

// Three minutes are what is measured.
test.setTimeout(300_000)

test.beforeAll(async () => {
  server = await startOwnPostgres()
})

test.beforeEach(async () => {
  stage = await setStage({
    name: "memory",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
    settings: { REPLY_TIMEOUT: "60s", NODE_OPTIONS: `--inspect=127.0.0.1:${INSPECTOR}` },
    isTried: true,
  })
  await provider.reset()
})

test.afterEach(() => stage?.clear())

test.afterAll(() => server?.stop())

for (const replies of [100, 500]) {
  test(
    `${replies} answers that are being written and followed take no more memory from minute to minute`,
    ONLY_LONG,
    async () => {
      await provider.play(slowAnswer(WORDS, PACE))
      const followed = []
      for (let at = 0; at < replies; at += 25) {
        const asked = await Promise.all(
          Array.from({ length: 25 }, (_, more) => converse(`Question ${at + more}?`, "", stage.app.url)),
        )
        followed.push(...asked.map((one) => recordReply(one, stage.app.url)))
      }
      const ended: unknown[] = []
      for (const one of followed) void one.ended.then((status) => ended.push(status))
      await delay(WARM_UP * 1000)
      const began = performance.now()
      const samples: [minutes: number, megabytes: number][] = []
      while (performance.now() - began < SECONDS * 1000) {
        samples.push([(performance.now() - began) / 60_000, await liveHeap()])
        await delay(PAUSE)
      }
      expect(ended, "answers that broke off").toEqual([])
      const words = followed.map((one) => one.leave().split(" ").length)
      expect(Math.min(...words)).toBeGreaterThan((0.9 * SECONDS * 1000) / PACE)
      expect(slopeOf(samples), "megabytes a minute").toBeLessThan(SLOPE)
    },
  )
}

/**
 * Megabytes of what the app still holds, once its garbage is collected: how much of that waits to be is a matter of when
 * one looks.
 */
async function liveHeap(): Promise<number> {
  const [target] = await (await fetch(`http://127.0.0.1:${INSPECTOR}/json/list`)).json()
  const inspector = new WebSocket(target.webSocketDebuggerUrl)
  await once(inspector, "open")
  await callOf(inspector, "HeapProfiler.collectGarbage")
  const { usedSize } = await callOf(inspector, "Runtime.getHeapUsage")
  inspector.close()
  return usedSize / 2 ** 20
}

/** What a method of Node's inspector answers; one at a time. */
async function callOf(inspector: WebSocket, method: string): Promise<{ usedSize: number }> {
  inspector.send(JSON.stringify({ id: 1, method }))
  const [{ data }] = await once(inspector, "message")
  return JSON.parse(data).result
}

/** The slope of the straight line through these points that is nearest to them (least squares). */
function slopeOf(points: [x: number, y: number][]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))]
  const along = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0)
  return along / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
}
