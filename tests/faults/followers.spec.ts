import { createHash } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import { type App, startApp } from "@/tests/support/app/app"
import { action, answerTo, type Conversation, converse } from "@/tests/support/app/client"
import { recordReply, storedMessages } from "@/tests/support/app/recorder"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, isLong, LONG } from "@/tests/support/app/settings"
import { type Stage, setStage } from "@/tests/support/app/stage"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { heldAnswer, slowAnswer } from "@/tests/support/provider/scenarios"

const CUTS = isLong ? 500 : 40

/** A session may read eight streams of a process at once. */
const READERS = 6

/** Words of every kind, so that a cut falls into faces and flags, too. */
const WORDS = Array.from({ length: 400 }, (_, at) => `${at} 👩‍👩‍👧 wörd 🇫🇷 ${"x".repeat(at % 17)}`).join(" ")

let server: OwnPostgres
let stage: Stage
let other: App
const provider = new ProviderControl(`http://127.0.0.1:${FAULTS_PROVIDER_PORT}`)

test.beforeAll(async () => {
  server = await startOwnPostgres()
  stage = await setStage({
    name: "followers",
    databaseUrl: server.url,
    appPort: FAULTS_APP_PORT,
    providerPort: FAULTS_PROVIDER_PORT,
  })
  other = await startApp({
    port: FAULTS_APP_PORT + 2,
    databaseUrl: server.url,
    providerUrl: `http://127.0.0.1:${FAULTS_PROVIDER_PORT}`,
    logName: "followers-other",
  })
})

test.beforeEach(() => provider.reset())

test.afterAll(async () => {
  await other?.stop()
  await stage?.clear()
  await server?.stop()
})

test(
  `A follower who is cut off ${CUTS} times, in either of two processes, has every character once`,
  LONG,
  async () => {
    let cuts = 0
    while (cuts < CUTS) {
      await provider.play(slowAnswer(WORDS, isLong ? 10 : 5))
      const asked = await converse("Tell me everything.", "", stage.app.url)
      const read = await Promise.all(Array.from({ length: READERS }, () => readInPieces(asked)))
      for (const { text } of read) expect(hash(text)).toBe(hash(WORDS))
      cuts += read.reduce((sum, { cuts }) => sum + cuts, 0)
    }
  },
)

test("Stop in another process reaches the provider within a second", async () => {
  await provider.play(heldAnswer(WORDS))
  const asked = await converse("Tell me everything.", "", stage.app.url)
  await provider.release(3)
  await delay(500)
  const began = performance.now()
  await answerTo(action("stopReply", { chatId: asked.chatId }, other.url), asked.cookie, other.url)
  await expect.poll(async () => (await provider.requests()).at(-1)?.aborted, { intervals: [20] }).toBe(true)
  expect(performance.now() - began, "milliseconds").toBeLessThan(1000)
})

/** Reads a reply to its end over many lines, each of which breaks at a random moment. */
async function readInPieces(asked: Conversation) {
  let text = ""
  let cuts = 0
  for (;;) {
    const app = Math.random() < 0.5 ? stage.app.url : other.url
    const line = recordReply(asked, app, text.length)
    const ended = await Promise.race([line.ended, delay(20 + Math.random() * 300, "cut" as const)])
    // What is read counts from here on; the line itself goes on until its reader is gone.
    text += line.leave()
    if (ended === "complete") return { text, cuts }
    if (ended === "idle") {
      const [, reply] = await storedMessages(asked, app)
      expect(reply?.text?.startsWith(text)).toBe(true)
      return { text: reply?.text ?? "", cuts }
    }
    cuts++
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
