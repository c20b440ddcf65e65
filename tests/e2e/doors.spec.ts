import type { Sql } from "postgres"
import { v7 as uuid } from "uuid"
import { listActions, listAddresses } from "@/tests/support/app/build"
import { action, answerTo, converse, followReply } from "@/tests/support/app/client"
import { followLog } from "@/tests/support/app/log"
import { APP_LOG, APP_URL } from "@/tests/support/app/settings"
import { captureAction } from "@/tests/support/browser/actions"
import { expect, test } from "@/tests/support/browser/fixtures"
import { neutral } from "@/tests/support/browser/neutral"
import { send } from "@/tests/support/browser/screen"
import { followers } from "@/tests/support/counters/followers"
import { MARK, type Planted, plant, rowsOf, sessionOf, WORDS } from "@/tests/support/database/planted"
import type { ProviderControl } from "@/tests/support/provider/control"
import { answer, heldAnswer } from "@/tests/support/provider/scenarios"
import { PROBES, type Probe } from "@/tests/support/security/probes"

const LONG_ANSWER = Array.from({ length: 400 }, (_, word) => `${MARK}-${word}`).join(" ")

/** An address that is found nowhere in the log. */
const ADDRESS = "127.77.77.77"

/** `others`: conversations that this one must not see, beside the owner's. */
type Stranger = { cookie: string; others: Planted[] }

test("Every page, route and action of the build is tried by the matrix, and nothing else", () => {
  const doors = [...listAddresses(), ...listActions().keys()].sort()
  expect([...new Set(PROBES.map(({ door }) => door))].sort()).toEqual(doors)
})

test("No stranger gets a byte of a conversation, or learns that there is one", async ({ db, provider }) => {
  const log = followLog(APP_LOG)
  const owner = await plant(provider, WORDS.title)
  const session = await sessionOf(db, owner)
  const strangers = await plantStrangers(provider, db)
  const another = await plant(provider, "Goldfinch", "Goldfinch")
  await provider.play(heldAnswer(LONG_ANSWER))
  const running = { ...(await converse(WORDS.question, owner.cookie)), title: WORDS.question }
  await provider.expectRequests(5)
  await provider.play(answer("An answer for somebody else."))
  const before = await rowsOf(db, session)

  const answers = []
  for (const stranger of strangers) answers.push(await tryDoors(stranger, [owner, running], provider))
  const [toNone, toExpired, toErased] = answers
  expect(toExpired, "the same as without a cookie").toEqual(toNone)
  expect(toErased, "the same as without a cookie").toEqual(toNone)
  await tryDoors({ cookie: another.cookie, others: [] }, [owner, running], provider)

  expect(await rowsOf(db, session)).toEqual(before)
  await provider.release(LONG_ANSWER.length)
  const followed = await followReply(running)
  expect(followed.body, "the reply that no stranger could stop").toContain(`${MARK}-399`)
  for (const probe of PROBES) await openDoor(probe, owner)
  await untilLogged(log, await complain({}))
  for (const secret of [MARK, "Goldfinch", "Fe26.2", ADDRESS]) expect(log()).not.toContain(secret)
})

test("The ninth stream of a session at once is told to come back, and one that is left makes room", async ({
  provider,
}) => {
  await provider.play(heldAnswer("Words that wait to be released, one after the other."))
  const { chatId, cookie } = await converse("Who reads along?")
  const open = () => openStream(chatId, cookie)
  const readers = await Promise.all(Array.from({ length: 8 }, open))
  expect(readers.map(({ status }) => status)).toEqual(new Array(8).fill(200))
  const ninth = await open()
  expect([ninth.status, ninth.headers.get("retry-after")]).toEqual([429, "5"])
  expect(await ninth.response.json()).toEqual({ error: expect.stringMatching(/more than 8 places/) })
  readers[0]?.leave()
  await expect.poll(async () => (await open()).status).toBe(200)
  for (const reader of readers) reader.leave()
})

test("A HEAD request for a stream takes no place among its readers", async ({ provider }) => {
  await provider.play(heldAnswer("Words that wait to be released, one after the other."))
  const { chatId, cookie } = await converse("Who reads along?")
  for (let time = 0; time < 20; time++) {
    const head = await answerTo({ path: `/api/chats/${chatId}/reply`, method: "HEAD" }, cookie)
    expect(head).toMatchObject({ status: 200, body: "" })
  }
  const reader = await openStream(chatId, cookie)
  expect(reader.status).toBe(200)
  reader.leave()
})

test("A reader who leaves a stream, at whatever moment, follows it no more", async ({ provider }) => {
  await provider.play(heldAnswer("Words that wait to be released, one after the other."))
  const { chatId, cookie } = await converse("Who reads along?")
  for (let time = 0; time < 120; time++) {
    await provider.release(time % 40 === 0 ? 1 : 0)
    const reader = new AbortController()
    const headers = fetch(followed(chatId), { headers: { cookie }, signal: reader.signal })
    setTimeout(() => reader.abort(), time / 10)
    await headers.catch(() => {})
  }
  await expect.poll(followers).toBe(0)
})

test("A page of another site cannot make an action happen, whichever it is", async ({ db, provider }) => {
  const owner = await plant(provider, "A title that stays")
  const before = await rowsOf(db, await sessionOf(db, owner))
  const foreign: Record<string, string>[] = [
    { origin: "http://another.example" },
    { origin: "http://another.example", "x-forwarded-host": "another.example" },
    { origin: "null" },
    { origin: "garbage" },
    { origin: APP_URL, "sec-fetch-site": "cross-site" },
    { origin: APP_URL, "sec-fetch-site": "same-site" },
  ]
  // Every action asks by itself: one that forgot to would be found here.
  for (const name of listActions().keys()) {
    const call = action(name, { chatId: owner.chatId })
    for (const headers of foreign) {
      const refused = await answerTo({ ...call, headers: { ...call.headers, ...headers } }, owner.cookie)
      expect(refused, name).toMatchObject({ status: 200, body: expect.stringMatching(FOREIGN) })
    }
  }
  expect(await rowsOf(db, await sessionOf(db, owner))).toEqual(before)
  const call = action("deleteChat", { chatId: owner.chatId })
  const own = { ...call, headers: { ...call.headers, "sec-fetch-site": "same-origin" } }
  expect((await answerTo(own, owner.cookie)).body).toContain(WORDS.done)
})

const FOREIGN = /"ok":false,"error":\{"code":"invalid","message":"This came from a page of another site/

/** Three strangers: without a cookie, with an expired session, with an erased one. */
async function plantStrangers(provider: ProviderControl, db: Sql): Promise<Stranger[]> {
  const expired = await plant(provider, `${MARK}-expired`)
  const erased = await plant(provider, `${MARK}-erased`)
  await db`update sessions set expires_at = now() where id = ${await sessionOf(db, expired)}`
  await db`delete from sessions where id = ${await sessionOf(db, erased)}`
  return [
    { cookie: "", others: [] },
    { cookie: expired.cookie, others: [expired] },
    { cookie: erased.cookie, others: [erased] },
  ]
}

/** Asks every page, route and action for what is not theirs and for what never was; gives what the routes answer. */
async function tryDoors(stranger: Stranger, others: Planted[], provider: ProviderControl) {
  const answers = []
  for (const probe of PROBES) {
    // A held answer is given up when it pauses for too long.
    await provider.release(1)
    const unknown = await tryDoor(stranger, probe, [...others, ...stranger.others])
    if (probe.door.startsWith("/api/")) answers.push(unknown)
  }
  return answers
}

async function tryDoor({ cookie }: Stranger, { door, id, call }: Probe, others: Planted[]) {
  const ask = async (given: string) => {
    const { headers, ...rest } = call(given)
    // A visitor at the operator's door has nothing but their cookie to show there.
    const shown = { authorization: `Bearer ${cookie}`, "x-forwarded-for": ADDRESS }
    const found = await answerTo({ ...rest, headers: { ...headers, ...shown } }, cookie)
    const text = JSON.stringify(found)
    const kept = others.flatMap((other) => [MARK, other.chatId, other.messageId, other.replyId])
    for (const word of kept.filter((word) => word !== given)) expect(text, door).not.toContain(word)
    return neutral(found)
  }
  const unknown = await ask(uuid())
  const theirs = id ? await Promise.all(others.map((other) => ask(other[id]))) : []
  for (const foreign of theirs) expect(foreign, `${door} by ${id}`).toEqual(unknown)
  return unknown
}

async function openDoor({ door, id, call, owner: finds = [] }: Probe, owner: Planted): Promise<void> {
  if (finds.length === 0) return
  const { status, body } = await answerTo(call(id ? owner[id] : ""), owner.cookie)
  expect(status, door).toBe(200)
  for (const word of finds) expect(body, `what the owner finds at ${door}`).toContain(WORDS[word])
}

function followed(chatId: string): string {
  return `${APP_URL}/api/chats/${chatId}/reply?after=0`
}

async function openStream(chatId: string, cookie: string) {
  const reader = new AbortController()
  const response = await fetch(followed(chatId), { headers: { cookie }, signal: reader.signal })
  return { status: response.status, headers: response.headers, response, leave: () => reader.abort() }
}

test("What a stranger sends cannot write into the log", async ({ page, request }) => {
  const log = followLog(APP_LOG)
  await page.goto("/")
  const sending = await captureAction(page, () => send(page, "A question like any other"))
  const line = '{"level":30,"msg":"cleanup","forged":true}'
  for (const data of [JSON.stringify([`$n\n${line}\n`]), `Zebrafinch ${line}`, `["$n${line}"]`]) {
    expect((await request.post(sending.url, { headers: sending.headers, data })).status()).toBe(400)
  }
  await untilLogged(log, await complain({ "x-forwarded-host": "zebrafinch" }))
  expect(log().toLowerCase()).not.toMatch(/zebrafinch|forged/)
})

/** Calls an action from another site, then one that no build knows; the id of the last request. */
async function complain(more: Record<string, string>): Promise<string> {
  const call = action("listChats", {})
  const foreign = { ...call.headers, ...more, origin: "https://zebrafinch.example" }
  await answerTo({ ...call, headers: foreign })
  const unknown = { ...call.headers, "next-action": "0".repeat(42) }
  const { status, headers } = await answerTo({ ...call, headers: unknown })
  expect(status).toBe(409)
  return headers["x-request-id"] ?? "no id"
}

/** Waits for the last line of a request: every line before it is there then, too. */
async function untilLogged(log: () => string, request: string): Promise<void> {
  const isLast = (line: string) => line.includes(request) && line.endsWith('"msg":"unknown action"}')
  await expect.poll(() => log().split("\n").some(isLast), "the line of the last request").toBe(true)
}
