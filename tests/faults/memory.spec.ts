import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import { answerTo, converse } from "@/tests/support/app/client"
import { recordReply } from "@/tests/support/app/recorder"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG, SECRETS } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { slowAnswer } from "@/tests/support/provider/scenarios"

const SECONDS = 120
const WARM_UP = 60
/** Seconds in which garbage is taken away at least once. */
const STRETCH = 20
/** Megabytes a minute; about one is what Node still warms up by, however many answers there are. What leaked took eight and more. */
const SLOPE = 2
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
    // Little room, so that garbage is taken away often.
    settings: { REPLY_TIMEOUT: "60s", NODE_OPTIONS: "--max-old-space-size=384 --max-semi-space-size=2" },
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
        samples.push([(performance.now() - began) / 60_000, await heapOf(stage.app.url)])
        await delay(2000)
      }
      expect(ended, "answers that broke off").toEqual([])
      const words = followed.map((one) => one.leave().split(" ").length)
      expect(Math.min(...words)).toBeGreaterThan((0.9 * SECONDS * 1000) / PACE)
      expect(slopeOf(floorsOf(samples)), "megabytes a minute").toBeLessThan(SLOPE)
    },
  )
}

/** Megabytes of the app's own things, garbage included. */
async function heapOf(app: string): Promise<number> {
  const call = { path: "/api/metrics", headers: { authorization: `Bearer ${SECRETS.METRICS_TOKEN}` } }
  const { body } = await answerTo(call, "", app)
  const [, bytes] = /^nodejs_heap_size_used_bytes (\S+)/m.exec(body) ?? []
  return Number(bytes) / 2 ** 20
}

/** The lowest point of each stretch: there the garbage has just been taken away. */
function floorsOf(samples: [minutes: number, megabytes: number][]): [minutes: number, megabytes: number][] {
  const stretches = Map.groupBy(samples, ([minutes]) => Math.floor((minutes * 60) / STRETCH))
  return [...stretches.values()].map(
    (points) => points.toSorted(([, a], [, b]) => a - b)[0] as [number, number],
  )
}

/** The slope of the straight line through these points that is nearest to them (least squares). */
function slopeOf(points: [x: number, y: number][]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))]
  const along = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0)
  return along / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
}
