import { createServer, request, type Server } from "node:http"
import { setTimeout as delay } from "node:timers/promises"
import { expect, test } from "@playwright/test"
import { v7 as uuid } from "uuid"
import { type App, startApp } from "@/tests/support/app/app"
import { action, answerTo, type Conversation } from "@/tests/support/app/client"
import { recordReply, storedMessages } from "@/tests/support/app/recorder"
import { FAULTS_APP_PORT, FAULTS_PROVIDER_PORT, ONLY_LONG } from "@/tests/support/app/settings"
import { type OwnPostgres, startOwnPostgres } from "@/tests/support/database/postgres"
import { ProviderControl } from "@/tests/support/provider/control"
import { startProvider } from "@/tests/support/provider/provider"
import { slowAnswer } from "@/tests/support/provider/scenarios"

const SENDERS = 32
const RESTARTS = 6
const PORTS = [FAULTS_APP_PORT, FAULTS_APP_PORT + 2] as const
const PROXY = FAULTS_APP_PORT + 3
const SITE = `http://127.0.0.1:${PROXY}`
const ANSWER = Array.from({ length: 40 }, (_, at) => `word-${at}`).join(" ")

let server: OwnPostgres
let provider: Awaited<ReturnType<typeof startProvider>>
let proxy: Server
const apps: App[] = []

test.beforeAll(async () => {
  server = await startOwnPostgres()
  provider = await startProvider(FAULTS_PROVIDER_PORT)
  for (const port of PORTS) apps.push(await start(port))
  proxy = await startProxy()
})

test.afterAll(async () => {
  proxy?.closeAllConnections()
  proxy?.close()
  await Promise.all(apps.map((app) => app.stop()))
  await provider?.stop()
  await server?.stop()
})

test(
  `${RESTARTS} rolling restarts under ${SENDERS} senders lose no question and no word`,
  ONLY_LONG,
  async () => {
    const control = new ProviderControl(provider.url)
    await control.play(slowAnswer(ANSWER, 50))
    let isOver = false
    const senders = Array.from({ length: SENDERS }, async () => {
      let visitor: Conversation | undefined
      let questions = 0
      while (!isOver) {
        visitor = await ask(visitor)
        questions++
      }
      return { visitor, questions }
    })
    for (let restart = 0; restart < RESTARTS; restart++) {
      await delay(1500)
      const at = restart % PORTS.length
      await apps[at]?.stop()
      apps[at] = await start(PORTS[at] as number)
    }
    isOver = true
    for (const { visitor, questions } of await Promise.all(senders)) {
      const messages = visitor ? await storedMessages(visitor, SITE) : []
      expect(messages).toHaveLength(2 * questions)
      for (const { role, status, text } of messages)
        expect([status, role === "user" || text === ANSWER]).toEqual(["complete", true])
    }
  },
)

/** Asks as a page does: the same message until it is through, then its answer, over as many lines as it takes. */
async function ask(known: Conversation | undefined): Promise<Conversation> {
  const chatId = known?.chatId ?? uuid()
  const call = action("sendMessage", { chatId, messageId: uuid(), text: "How many words are there?" }, SITE)
  let cookie = known?.cookie ?? ""
  for (let tries = 0; tries < 100; tries++) {
    const answer = await answerTo(call, cookie, SITE).catch(() => undefined)
    cookie = answer?.headers["set-cookie"]?.split(";", 1)[0] ?? cookie
    const replyId = answer && /"replyId":"([^"]+)"/.exec(answer.body)?.[1]
    if (replyId) return follow({ chatId, messageId: "", replyId, cookie })
    await delay(200)
  }
  throw new Error("a question did not get through in twenty seconds")
}

async function follow(asked: Conversation): Promise<Conversation> {
  let text = ""
  for (let tries = 0; tries < 200; tries++) {
    const line = recordReply(asked, SITE, text.length)
    const ended = await line.ended
    text += line.leave()
    if (ended === "complete" || ended === "idle") return asked
    if (ended) throw new Error(`an answer ended as ${ended}`)
    await delay(100)
  }
  throw new Error("an answer did not come to its end in twenty seconds")
}

function start(port: number): Promise<App> {
  return startApp({
    port,
    databaseUrl: server.url,
    providerUrl: provider.url,
    logName: `rolling-${port}`,
    settings: { PUBLIC_URL: SITE },
  })
}

/** Hands requests to one process after the other; to the next one where there is nobody. */
async function startProxy(): Promise<Server> {
  let turn = 0
  const made = createServer((asked, answer) => {
    const chunks: Buffer[] = []
    asked.on("data", (chunk) => chunks.push(chunk))
    asked.on("end", () => {
      const send = (tries: number) => {
        const { method, url, headers } = asked
        const there = request({
          host: "127.0.0.1",
          port: PORTS[turn++ % PORTS.length],
          method,
          path: url,
          headers,
          agent: false,
        })
        answer.on("close", () => there.destroy())
        there.on("response", (found) => {
          answer.writeHead(found.statusCode ?? 502, found.headers)
          found.pipe(answer)
          found.on("error", () => answer.destroy())
        })
        there.on("error", () => {
          if (answer.headersSent) answer.destroy()
          else if (tries > 0 && !answer.destroyed) send(tries - 1)
          else answer.writeHead(502).end()
        })
        there.end(Buffer.concat(chunks))
      }
      send(1)
    })
  })
  await new Promise<void>((listening) => made.listen(PROXY, "127.0.0.1", listening))
  return made
}
