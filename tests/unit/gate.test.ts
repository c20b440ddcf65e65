import { once } from "node:events"
import { createServer, type Server } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { text } from "node:stream/consumers"
import { afterEach, beforeAll, expect, test } from "vitest"
import { standBeforeNext } from "@/lib/server/http/gate"

let server: Server

beforeAll(() => standBeforeNext(false))
afterEach(() => server.close())

test("an address with a host in it, as proxies send it, is its path alone, and its host counts", async () => {
  await serve()
  expect(await ask("GET http://other.example/privacy?a=b#c")).toMatch(
    / 200 .*\/privacy\?a=b other\.example$/s,
  )
  expect(await ask("GET HTTPS://u:p@other.example:81")).toMatch(/ 200 .*\/ other\.example:81$/s)
  expect(await ask("GET http://other.example/\\third.example")).toMatch(/ 200 .*\/\/third\.example other/s)
  expect(await ask("GET http://other.example/_global-error")).toMatch(/ 404 /)
  for (const odd of ["http://other.example/%E0%A4%A", "ftp://other.example/", "http://[bad/"])
    expect(await ask(`GET ${odd}`)).toMatch(/^HTTP\/1.1 400 /)
})

test("a wish for another protocol is passed over, the first request's already; it has the usual answer", async () => {
  await serve()
  for (const protocol of ["websocket", "h2c"])
    expect(await ask("GET /privacy", `Connection: Upgrade, close\r\nUpgrade: ${protocol}`)).toMatch(
      / 200 .*\/privacy/s,
    )
})

/** A server that closes what is to be upgraded, as Next does, and says what it is asked. */
async function serve(): Promise<void> {
  server = createServer(({ url, headers }, response) => response.end(`${url} ${headers.host}`))
  server.on("upgrade", (_, socket) => socket.end())
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
}

async function ask(first: string, headers = "Connection: close"): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
  socket.write(`${first} HTTP/1.1\r\nHost: here.example\r\n${headers}\r\n\r\n`)
  return text(socket)
}
