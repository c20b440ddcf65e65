import { afterEach, beforeEach, expect, test, vi } from "vitest"

/** What the browser sent with an action. */
let sent = new Headers()
vi.mock("next/headers", () => ({ headers: async () => sent }))

const OWN = { host: "127.0.0.1:3000" }

beforeEach(() => {
  vi.resetModules()
})
afterEach(() => {
  process.env.PUBLIC_URL = ""
})

const own: Record<string, [publicUrl: string, headers: Record<string, string>]> = {
  "a request without an origin, as curl sends it": ["", OWN],
  "our own page": ["", { ...OWN, origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-origin" }],
  "our own page behind a proxy that ends TLS": ["", { ...OWN, origin: "https://127.0.0.1:3000" }],
  "an address typed by a person": ["", { ...OWN, "sec-fetch-site": "none" }],
  "our own page by its public name": [
    "https://chat.example.org/",
    { host: "app:3000", origin: "https://chat.example.org", "sec-fetch-site": "same-origin" },
  ],
  "our own page on another port of the proxy": [
    "https://chat.example.org:8443",
    { host: "chat.example.org", origin: "https://chat.example.org:8443" },
  ],
  "our own page in capitals, with the port that goes without saying": [
    "HTTPS://Chat.Example.ORG:443/",
    { host: "app:3000", origin: "https://chat.example.org" },
  ],
  "a proxy that writes out the port that goes without saying": [
    "",
    { host: "chat.example.org:443", origin: "https://chat.example.org" },
  ],
  "a host in capitals": ["", { host: "Chat.Example.ORG", origin: "http://chat.example.org" }],
  "an address of IPv6": ["", { host: "[::1]:3000", origin: "http://[::1]:3000" }],
  "a name beyond ASCII": [
    "https://bücher.example",
    { host: "app:3000", origin: "https://xn--bcher-kva.example" },
  ],
}

const foreign: typeof own = {
  "another origin": ["", { ...OWN, origin: "http://127.0.0.1:3001" }],
  "another origin that names our host as its user": [
    "",
    { ...OWN, origin: "http://127.0.0.1:3000@evil.example" },
  ],
  "no origin worth the name": ["", { ...OWN, origin: "null" }],
  "something that is no origin": ["", { ...OWN, origin: "127.0.0.1:3000" }],
  "an empty origin": ["", { ...OWN, origin: "" }],
  "another site": ["", { ...OWN, "sec-fetch-site": "cross-site" }],
  "a neighbour on the same site": ["", { ...OWN, "sec-fetch-site": "same-site" }],
  "another site that says our origin": [
    "",
    { ...OWN, origin: "http://127.0.0.1:3000", "sec-fetch-site": "cross-site" },
  ],
  "the host the request came to, when there is a public name": [
    "https://chat.example.org",
    { ...OWN, origin: "http://127.0.0.1:3000" },
  ],
  "our host on another port": ["", { host: "chat.example.org", origin: "https://chat.example.org:8443" }],
  "no host at all": ["", { origin: "http://127.0.0.1:3000" }],
  "our public host on another port": [
    "https://chat.example.org",
    { host: "chat.example.org", origin: "https://chat.example.org:8443" },
  ],
  "our public name over plain HTTP": [
    "https://chat.example.org",
    { host: "chat.example.org", origin: "http://chat.example.org" },
  ],
}

test.each(Object.entries(own))("let in: %s", async (_, [publicUrl, headers]) => {
  const { admit, isOwnPage } = await load(publicUrl, headers)
  expect(await isOwnPage()).toBe(true)
  expect(Buffer.from((await admit(post(headers, "words"), 5)) as Uint8Array).toString()).toBe("words")
})

test.each(Object.entries(foreign))("refused: %s", async (_, [publicUrl, headers]) => {
  const { admit, isOwnPage } = await load(publicUrl, headers)
  expect(await isOwnPage()).toBe(false)
  const answer = await admit(post(headers, "words"), 5)
  expect(answer).toMatchObject({ status: 403 })
  expect(await (answer as Response).json()).toEqual({ error: expect.stringMatching(/another site/) })
})

test("what makes a page another site's is logged once a minute, with the names of the headers and none of their values", async () => {
  const { isOwnPage } = await load("", { host: "127.0.0.1:3000", origin: "http://zebrafinch.example:3000" })
  const { log } = await import("@/lib/server/telemetry/log")
  const warn = vi.spyOn(log(), "warn")
  for (let time = 0; time < 3; time++) expect(await isOwnPage()).toBe(false)
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/Origin and Host differ in their host.* PUBLIC_URL/)],
  ])
  sent = new Headers({ host: "127.0.0.1", origin: "http://127.0.0.1:3000" })
  expect(await isOwnPage()).toBe(false)
  expect(warn).toHaveBeenLastCalledWith(expect.stringMatching(/Origin and Host differ in their port/))
})

test("a body of one byte more than the limit is refused, whether or not it says how long it is", async () => {
  const { admit } = await load("", OWN)
  const announced = post({ ...OWN, "content-length": "11" }, "x".repeat(11))
  expect(await admit(announced, 10)).toMatchObject({ status: 413 })
  expect(announced.bodyUsed).toBe(false)
  expect(await admit(post(OWN, "x".repeat(11)), 10)).toMatchObject({ status: 413 })
  expect(await admit(post(OWN, "x".repeat(10)), 10)).toHaveLength(10)
  expect(await admit(new Request("http://127.0.0.1", { headers: OWN }), 10)).toHaveLength(0)
})

test("a body without an end is left as soon as it is too long", async () => {
  const { admit } = await load("", OWN)
  let pulled = 0
  const left = Promise.withResolvers<void>()
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++
      controller.enqueue(new Uint8Array(100))
    },
    cancel: () => left.resolve(),
  })
  expect(await admit(post(OWN, endless), 1000)).toMatchObject({ status: 413 })
  await left.promise
  expect(pulled).toBeLessThan(20)
})

test("a session reads eight streams at once; one that ends or is left makes room, another session has its own eight", async () => {
  const { admitStream } = await load("", OWN)
  const open = Array.from({ length: 8 }, () => endlessStream("a"))
  expect(open.every(({ stream }) => stream)).toBe(true)
  expect(endlessStream("a").stream).toBeUndefined()
  expect(endlessStream("b").stream).toBeDefined()

  await open[0]?.stream?.next()
  await open[0]?.stream?.return(undefined)
  expect(endlessStream("a").stream).toBeDefined()
  expect(endlessStream("a").stream).toBeUndefined()

  // Gone before the first word; and one that is gone and ends as well makes room for one only.
  open[1]?.reader.abort()
  expect(endlessStream("a").stream).toBeDefined()
  await open[2]?.stream?.next()
  open[2]?.reader.abort()
  await open[2]?.stream?.return(undefined)
  expect(endlessStream("a").stream).toBeDefined()
  expect(endlessStream("a").stream).toBeUndefined()

  function endlessStream(session: string) {
    const reader = new AbortController()
    return { reader, stream: admitStream(session, words(), reader.signal) }
  }
})

test("a stream that was left before it was counted takes no place", async () => {
  const { admitStream } = await load("", OWN)
  for (let reader = 0; reader < 20; reader++)
    expect(admitStream("c", words(), AbortSignal.abort())).toBeDefined()
})

test("a stream too many is told when to come back", async () => {
  const { tooManyStreams } = await load("", OWN)
  const answer = tooManyStreams()
  expect(answer.status).toBe(429)
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0)
})

async function* words() {
  for (let word = 0; word < 1000; word++) yield word
}

/** The settings are read once a process: each of these is a process of its own. */
async function load(publicUrl: string, headers: Record<string, string>) {
  process.env.PUBLIC_URL = publicUrl
  sent = new Headers(headers)
  return {
    ...(await import("@/lib/server/http/body")),
    ...(await import("@/lib/server/http/same-origin")),
    ...(await import("@/lib/server/http/stream-limit")),
  }
}

function post(headers: Record<string, string>, body: string | ReadableStream): Request {
  return new Request("http://127.0.0.1", { method: "POST", headers, body, duplex: "half" } as RequestInit)
}
