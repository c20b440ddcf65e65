import { once } from "node:events"
import { Agent, createServer, get, type IncomingMessage } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { text } from "node:stream/consumers"
import { setImmediate as turn } from "node:timers/promises"
import { afterAll, beforeAll, expect, test } from "vitest"
import { currentRequest, idFor, nameRequests, outsideRequests } from "@/lib/server/telemetry/request-id"
import { appSettings } from "@/tests/support/app/settings"

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Says what it knows at once, after its body, after some turns of the loop, and after its answer. */
const server = createServer(async (request, response) => {
  const seen = [currentRequest()]
  await text(request)
  seen.push(currentRequest())
  for (let turns = Math.random() * 5; turns > 0; turns--) await turn()
  seen.push(currentRequest())
  response.end(JSON.stringify(seen))
  await once(response, "close")
  afterwards.push([response.getHeader("X-Request-Id"), currentRequest()])
})
const afterwards: unknown[][] = []
let port: number

beforeAll(async () => {
  Object.assign(process.env, appSettings("http://127.0.0.1:9"), {
    DATABASE_URL: "postgres://127.0.0.1:9/none",
  })
  nameRequests()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test("requests at the same moment, over few connections that stay open, each have their own id throughout", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 7 })
  const answers = await Promise.all(Array.from({ length: 300 }, () => ask(agent)))
  agent.destroy()
  for (const { id, seen } of answers) {
    expect(id).toMatch(UUID)
    expect(seen).toEqual([id, id, id])
  }
  expect(new Set(answers.map(({ id }) => id)).size).toBe(300)
  await expect.poll(() => afterwards).toHaveLength(300)
  for (const [answered, known] of afterwards) expect(known).toBe(answered)
})

test("requests written in one go over one connection each have their own id", async () => {
  const socket = connect(port, "127.0.0.1")
  const one = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
  socket.write(`${one}\r\n${one}\r\n${one}Connection: close\r\n\r\n`)
  const answers = await text(socket)
  const ids = [...answers.matchAll(/^X-Request-Id: (.+)\r$/gm)].map(([, id]) => id)
  const seen = [...answers.matchAll(/\[".*"\]/g)].map(([list]) => JSON.parse(list))
  expect(new Set(ids).size).toBe(3)
  expect(seen).toEqual(ids.map((id) => [id, id, id]))
})

test("outside of requests there is no id", () => {
  expect(currentRequest()).toBeUndefined()
  expect(outsideRequests(currentRequest)).toBeUndefined()
})

test("the id of a proxy is kept only when proxies are trusted and it is well-formed", () => {
  expect(idFor("edge-7f3a_0001", 1)).toBe("edge-7f3a_0001")
  expect(idFor("edge-7f3a_0001", 0)).toMatch(UUID)
  const bad = [
    undefined,
    "",
    "short",
    "x".repeat(65),
    "has spaces in it",
    "line\nfeed-line",
    ["a-valid-one", "b"],
  ]
  for (const given of bad) expect(idFor(given, 1)).toMatch(UUID)
})

async function ask(agent: Agent): Promise<{ id: unknown; seen: unknown[] }> {
  const request = get({ port, host: "127.0.0.1", agent })
  const [response] = (await once(request, "response")) as [IncomingMessage]
  return { id: response.headers["x-request-id"], seen: JSON.parse(await text(response)) }
}
