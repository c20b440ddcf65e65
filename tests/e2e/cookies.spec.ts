import { Agent, request } from "node:http"
import { action, type Call, converse, followReply } from "@/tests/support/app/client"
import { APP_PORT, ONLY_LONG } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"
import { answer } from "@/tests/support/provider/scenarios"
import { createForgers } from "@/tests/support/security/forge"

const FORGED = 10_000
const PARALLEL = 16
/** Every so many go to the page and the other doors; the rest to the route that costs least. */
const OFTEN = 10
const MARK = "Nightingale"

test(
  "Of thousands of forged or altered cookies none gives a session, and none breaks the app",
  ONLY_LONG,
  async ({ provider }) => {
    test.setTimeout(180_000)
    await provider.play(answer(`${MARK}-answer`))
    const mine = await converse(`${MARK}-question`)
    const theirs = await converse("A question of somebody else")
    await Promise.all([mine, theirs].map((each) => followReply(each)))
    const [cheap, ...others] = doorsOf(mine.chatId)
    const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL })
    const ask = (door: Call, cookie: string) => answerOf(agent, door, cookie)
    const expectOwner = async () => {
      for (const door of [cheap, ...others])
        expect(isAdmitted(await ask(door, mine.cookie)), door.path).toBe(true)
    }

    await expectOwner()
    const forgers = await createForgers(mine.cookie, theirs.cookie)
    const wrong: object[] = []
    const work = async (_: unknown, worker: number) => {
      for (let turn = worker; turn < FORGED; turn += PARALLEL) {
        const round = Math.floor(turn / forgers.length)
        const door = round % OFTEN === 0 ? others[(round / OFTEN) % others.length] : cheap
        const forger = forgers[turn % forgers.length]
        if (!door || !forger) throw new Error("no door or no forger")
        const cookie = await forger()
        const found = await ask(door, cookie)
        if (found.status >= 500 || isAdmitted(found))
          wrong.push({ status: found.status, path: door.path, cookie })
      }
    }
    await Promise.all(Array.from({ length: PARALLEL }, work))
    expect(wrong).toEqual([])
    await expectOwner()
    agent.destroy()
  },
)

/** Where the owner finds the conversation, the one that costs least first. */
function doorsOf(chatId: string): [Call, ...Call[]] {
  return [
    { path: `/api/chats/${chatId}/reply?after=0` },
    { path: `/chat/${chatId}` },
    { path: "/" },
    { path: "/api/my-data" },
    action("listMessages", { chatId }),
    action("stopReply", { chatId }),
  ]
}

type Found = { status: number; body: string }

/** Only an owner is told that nothing runs, shown the words, or allowed to stop a reply. */
function isAdmitted({ status, body }: Found): boolean {
  return status === 204 || body.includes(MARK) || body.includes('"ok":true')
}

/** Cookies are written as they are, which `fetch` would not do. */
function answerOf(agent: Agent, { path, method, headers, body }: Call, cookie: string): Promise<Found> {
  return new Promise((done, fail) => {
    const options = {
      agent,
      host: "127.0.0.1",
      port: APP_PORT,
      path,
      method,
      headers: { ...headers, cookie },
    }
    const sent = request(options, (response) => {
      const parts: Buffer[] = []
      response.on("data", (part) => parts.push(part))
      response.on("end", () =>
        done({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
      )
      response.on("error", fail)
    })
    sent.on("error", fail)
    sent.end(body)
  })
}
