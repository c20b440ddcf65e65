import { action, answerTo } from "@/tests/support/app/client"
import { followLog } from "@/tests/support/app/log"
import { sendLines, statusOf } from "@/tests/support/app/raw"
import { APP_LOG, APP_PORT, APP_URL } from "@/tests/support/app/settings"
import { expect, test } from "@/tests/support/browser/fixtures"

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

test("Every answer has an id of its own, whatever is asked for and whatever id a visitor sends", async () => {
  const headers = { "x-request-id": "0123456789abcdef" }
  const calls = [
    { path: "/" },
    { path: "/", method: "HEAD" },
    { path: "/privacy" },
    { path: "/icon.svg" },
    { path: "/not/there" },
    { path: "/chat/01890000-0000-7000-8000-000000000000" },
    { path: "/api/health" },
    { path: "/api/not/there" },
    { path: "/api/my-data?format=neither" },
    action("listChats", {}),
  ].map((call) => ({ ...call, headers: { ...headers, ...("headers" in call ? call.headers : {}) } }))
  const answers = await Promise.all(calls.map((call) => answerTo(call)))
  const ids = answers.map((answer) => answer.headers["x-request-id"])
  for (const id of ids) expect(id).toMatch(UUID)
  expect(new Set(ids).size).toBe(calls.length)
})

const CHAT = "/chat/01890000-0000-7000-8000-000000000000"

/** What cannot be read, or is not offered. None of it is a fault of ours. */
const MALFORMED = [
  ...["/chat/%E0%A4%A", "/%", "/chat/%0", "/..%2f", "/api/chats/%E0%A4%A/reply?after=0", "/_next/static/%E0"],
  ...[
    "*",
    "http://[bad/x",
    "/chat/%F0%9F",
    "/chat/%00",
    "/_next/image?url=%2Ficon.svg&w=64&q=75",
    "/_global-error",
  ],
  ...[`/chat/${"a".repeat(9000)}`, "/chat/not-an-id", "/api/chats/%00/reply?after=0"],
].map((path) => ({ first: `GET ${path}` }))

const METHODS = [
  "TRACE /",
  `TRACE ${CHAT}`,
  "TRACE /api/health",
  "CONNECT 127.0.0.1:1",
  "PROPFIND /",
  "OPTIONS *",
]

const CALL = Object.entries(action("listChats", {}).headers ?? {}).map(([name, value]) => `${name}: ${value}`)
const call = (body: string, ...more: string[]) => ({
  first: "POST /",
  headers: [...CALL, `Content-Length: ${body.length}`, ...more],
  body,
})
const withId = (id: string) => ({
  ...call("[]"),
  headers: [...call("[]").headers.slice(1), `Next-Action: ${id}`],
})

const BODIES = [
  ...["", "[", "{}", "null", "1", '["$F1"]', '["$Q1"]', '[{"a":"$0:x:y"}]', "\0", "[".repeat(5000)].map(
    (body) => call(body),
  ),
  ...["0".repeat(42), "x", "", "__proto__", "a".repeat(500)].map(withId),
  {
    first: "POST /",
    headers: ["Content-Type: multipart/form-data; boundary=x", "Content-Length: 3"],
    body: "--x",
  },
  { first: "POST /", headers: ["Content-Type: multipart/form-data", "Content-Length: 1"], body: "x" },
  { first: "POST /", headers: [...CALL, "Content-Length: 1650000"] },
]

test("What cannot be read is refused as what it is: nothing of it is a fault of ours", async () => {
  const log = followLog(APP_LOG)
  const strange = [...MALFORMED, ...METHODS.map((first) => ({ first })), ...BODIES]
  for (const { first, headers, body } of strange as { first: string; headers?: string[]; body?: string }[]) {
    const answer = await sendLines(first, headers, body)
    expect(`${first.slice(0, 60)} ${body ?? ""} ${statusOf(answer)}`).toMatch(/ 4\d\d$/)
  }
  const odd = ["Next-Router-State-Tree: %", "Next-Url: http://x", "Cookie: alcove=%E0%A4%A; =;", "Host: a b"]
  for (const header of odd)
    expect(statusOf(await sendLines("GET /?after=%E0%A4%A", ["RSC: 1", header]))).toBeLessThan(500)
  for (const path of ["/", "/api/cron/cleanup", "/api/my-data"])
    await sendLines(`POST ${path}`, [...CALL, "Content-Length: 100"], "[{}", true)

  await answerTo({
    ...action("listChats", {}),
    headers: { ...action("listChats", {}).headers, "next-action": "f".repeat(42) },
  })
  await expect.poll(log).toMatch(/"unknown action"/)
  expect(log()).not.toMatch(/complaint of the framework|request failed/)
})

const ELSEWHERE = "elsewhere.example"

/** Lines that name another place, as proxies send them and as a link made by another site could. */
const LURES = [
  ...[
    "http://@/",
    "http://@/privacy/",
    "HTTPS://user:pw@@:81//x/",
    "http://@/\\@",
    "http://@?a=b",
    "ftp://@/",
  ],
  ...[
    `http://127.0.0.1:${APP_PORT}//@/`,
    "//@",
    "//@/privacy/",
    "///@/",
    "/\\@",
    "/\\/@/",
    "/.//@/",
    "/%2e%2e//@/",
  ],
  ...["/%2f@/", "/%2f%2f@/", "/%5c@/", "/%5C%5C@/", "/%09/@/", "/http://@/", "/privacy//@/..//", "//@//@/"],
].map((path) => path.replaceAll("@", ELSEWHERE))

test("Nothing in an address makes the app send a visitor to another place, or change what it speaks", async () => {
  const log = followLog(APP_LOG)
  for (const path of LURES) {
    const answer = await sendLines(`GET ${path}`)
    expect(statusOf(answer), path).toBeGreaterThan(0)
    const targets = [...answer.matchAll(/^(?:location: |refresh: .*url=)(.*)\r$/gim)].map(([, to = ""]) => to)
    for (const to of targets) expect(new URL(to, APP_URL).origin, `${path} leads to ${to}`).toBe(APP_URL)
  }
  expect(statusOf(await sendLines(`GET http://${ELSEWHERE}/privacy`))).toBe(200)
  for (const wish of ["websocket", "h2c"]) {
    const lines = ["Connection: Upgrade, close", `Upgrade: ${wish}`]
    expect(statusOf(await sendLines("GET /privacy", lines))).toBe(200)
    expect(statusOf(await sendLines("POST /", [...lines, ...call("[").headers], "["))).toBe(400)
  }
  expect(log()).not.toMatch(/complaint of the framework|request failed/)
})

test("Search engines are told what is for them, and every browser finds its icon", async () => {
  const robots = await answerTo({ path: "/robots.txt" })
  expect(robots).toMatchObject({
    status: 200,
    body: expect.stringMatching(/^Allow: \/\$[\s\S]*^Disallow: \/$/m),
  })
  for (const path of ["/favicon.ico", "/apple-icon.png", "/icon.svg"]) {
    const response = await fetch(APP_URL + path)
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      expect.stringMatching(/^image\//),
    ])
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(4096)
  }
})
