import { once } from "node:events"
import { createServer } from "node:http"
import { type AddressInfo, connect, type Socket } from "node:net"
import { afterAll, beforeEach, expect, test } from "vitest"
import { agent } from "@/lib/server/provider/transport"
import { begin, lastMessage } from "@/tests/support/app/replies"
import { answer } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

const ANSWER = "It opens at nine."

/** A forward proxy: what it was asked to reach, and whether it does that. */
const asked: string[] = []
const tunnels: Socket[] = []
let refuses = false
const proxy = createServer((_, response) => response.writeHead(405).end())
proxy.on("connect", ({ url = "" }, socket: Socket) => {
  asked.push(url)
  if (refuses) return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")
  const [host, port] = url.split(":")
  const there = connect(Number(port), host)
  socket.write("HTTP/1.1 200 OK\r\n\r\n")
  socket.pipe(there).pipe(socket)
  for (const end of [socket, there]) end.on("error", () => {})
  tunnels.push(socket)
})
proxy.listen(0, "127.0.0.1")
await once(proxy, "listening")

const { port } = proxy.address() as AddressInfo
Object.assign(process.env, { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: "" })

beforeEach(() => {
  asked.length = 0
})
afterAll(() => proxy.close())

test("where Node is told to use the proxies of the environment, the provider is reached through them", async () => {
  expect(await reply()).toMatchObject({ status: "complete", text: ANSWER })
  expect(asked).toEqual([new URL(process.env.OPENAI_BASE_URL ?? "").host])
})

test("a provider that NO_PROXY names is reached without a proxy", async () => {
  process.env.NO_PROXY = "localhost,127.0.0.1"
  expect(await reply()).toMatchObject({ status: "complete", text: ANSWER })
  expect(asked).toEqual([])
})

test("the way through a proxy knows no time limit of its own, like the direct one", () => {
  const limits = limitsOf(agent())
  expect(limits.length).toBeGreaterThan(1)
  expect(new Set(limits)).toEqual(new Set(["0 0"]))
})

test("a proxy that refuses is a provider that cannot be reached", async () => {
  process.env.NO_PROXY = ""
  refuses = true
  // No tunnel of before is left to go through.
  for (const tunnel of tunnels) tunnel.destroy()
  expect(await reply()).toMatchObject({ status: "failed", failure: "unreachable" })
})

async function reply() {
  await scripted.play(answer(ANSWER))
  const { visitor, chatId, done } = await begin("When does it open?")
  await done
  return lastMessage(visitor, chatId)
}

/** The limits of each agent within this one, before and after the headers. */
function limitsOf(thing: object, depth = 4): string[] {
  const parts = Object.getOwnPropertySymbols(thing).map((name) => Reflect.get(thing, name))
  return parts
    .filter((part) => typeof part === "object" && part !== null)
    .flatMap((part) =>
      "headersTimeout" in part
        ? [`${part.headersTimeout} ${part.bodyTimeout}`]
        : depth > 0
          ? limitsOf(part, depth - 1)
          : [],
    )
}
