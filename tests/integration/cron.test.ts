import { afterAll, beforeEach, expect, test } from "vitest"
import { GET, HEAD, POST } from "@/app/api/cron/cleanup/route"
import { closeDatabase, query } from "@/lib/server/db/client"
import { SECRETS } from "@/tests/support/app/settings"
import { createVisitor } from "@/tests/support/app/visitor"
import { tap } from "@/tests/support/provider/tap"

const secret = SECRETS.CRON_SECRET
const right = { authorization: `Bearer ${secret}` }
const wire = await tap(process.env.DATABASE_URL ?? "")
process.env.DATABASE_URL = wire.url

beforeEach(closeDatabase)

afterAll(async () => {
  await closeDatabase()
  await wire.close()
})

const wrong: Record<string, HeadersInit> = {
  "no header": {},
  "an empty one": { authorization: "" },
  "the scheme alone": { authorization: "Bearer" },
  "the secret alone": { authorization: secret },
  "another scheme": { authorization: `Token ${secret}` },
  "the scheme in lower case": { authorization: `bearer ${secret}` },
  "the scheme in upper case": { authorization: `BEARER ${secret}` },
  "the Basic scheme": { authorization: `Basic ${btoa(`cron:${secret}`)}` },
  "another secret": { authorization: "Bearer another-secret-of-the-same-kind" },
  "the beginning of the secret": { authorization: `Bearer ${secret.slice(0, -1)}` },
  "the end of the secret": { authorization: `Bearer ${secret.slice(1)}` },
  "something after the secret": { authorization: `Bearer ${secret}x` },
  "something before the secret": { authorization: `Bearer x${secret}` },
  "the secret in upper case": { authorization: `Bearer ${secret.toUpperCase()}` },
  "one letter in another case": { authorization: `Bearer ${secret.replace("o", "O")}` },
  "two spaces": { authorization: `Bearer  ${secret}` },
  "a tab": { authorization: `Bearer\t${secret}` },
  "no space": { authorization: `Bearer${secret}` },
  "a colon": { authorization: `Bearer: ${secret}` },
  quotes: { authorization: `Bearer "${secret}"` },
  "the header twice": [
    ["authorization", right.authorization],
    ["authorization", right.authorization],
  ],
  "another header": { "x-cron-secret": secret, "proxy-authorization": right.authorization },
  "a cookie": { cookie: `authorization=${right.authorization}; CRON_SECRET=${secret}` },
  "another of the secrets": { authorization: `Bearer ${SECRETS.ADMIN_PASSWORD}` },
  "the name of the secret": { authorization: "Bearer $CRON_SECRET" },
  undefined: { authorization: "Bearer undefined" },
}

test.each(Object.entries(wrong))("refused before any query: %s", async (_, headers) => {
  const before = wire.seen()
  for (const response of [
    await POST(call({ headers, method: "POST" })),
    await POST(call({ headers, method: "POST", body: `authorization=${right.authorization}` })),
    await GET(call({ headers }, "?dryRun=1")),
    await GET(call({ headers }, `?secret=${secret}&authorization=Bearer%20${secret}`)),
  ]) {
    expect(response.status).toBe(401)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(await response.json()).toEqual({ error: expect.stringMatching(/Authorization: Bearer/) })
  }
  expect(wire.seen()).toEqual(before)
})

test("a cleanup asked for with the right secret reaches the database, by POST and by GET", async () => {
  for (const [method, handler] of [
    ["POST", POST],
    ["GET", GET],
  ] as const) {
    const before = wire.seen()
    const response = await handler(call({ method, headers: right }))
    expect(response.status).toBe(200)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(await response.json()).toMatchObject({ status: "done", dryRun: false })
    expect(wire.seen().connections).toBeGreaterThan(before.connections)
    expect(wire.seen().bytes).toBeGreaterThan(before.bytes)
  }
})

test("a HEAD of the cleanup's address deletes nothing", () => {
  const before = wire.seen()
  const response = HEAD()
  expect(response.status).toBe(405)
  expect(response.headers.get("allow")).toBe("GET, POST")
  expect(wire.seen()).toEqual(before)
})

test("a dry run counts what has expired and deletes nothing; a real one deletes it", async () => {
  const visitor = await createVisitor()
  await query(
    ({ sql }) => sql`update sessions set expires_at = now() - interval '1 hour' where id = ${visitor.id}`,
  )
  for (const search of ["?dryRun", "?dryRun=", "?dryRun=1", "?dryRun=true", "?dryRun=no"]) {
    const preview = await POST(call({ method: "POST", headers: right }, search))
    expect(await preview.json(), search).toMatchObject({
      status: "done",
      dryRun: true,
      deleted: { sessions: 1 },
    })
  }
  for (const [search, sessions] of [
    ["?dryRun=0", 1],
    ["?dryRun=false", 0],
    ["?other=1", 0],
  ] as const) {
    const receipt = await POST(call({ method: "POST", headers: right }, search))
    expect(await receipt.json(), search).toMatchObject({ dryRun: false, deleted: { sessions } })
  }
})

test("while another cleanup works the answer is busy", async () => {
  const responses = await Promise.all(
    Array.from({ length: 8 }, () => POST(call({ method: "POST", headers: right }))),
  )
  const answers = await Promise.all(
    responses.map(async (response) => [response.status, await response.json()]),
  )
  expect(answers).toContainEqual([200, expect.objectContaining({ status: "done" })])
  expect(answers).toContainEqual([409, { status: "busy" }])
  expect(answers.every(([status]) => status === 200 || status === 409)).toBe(true)
})

test("the cleanup's address refuses a page of another site and a large body before any query, secret or not", async () => {
  const before = wire.seen()
  const foreign = await POST(
    call({ method: "POST", headers: { ...right, origin: "http://another.example" } }),
  )
  expect(foreign.status).toBe(403)
  const large = await POST(call({ method: "POST", headers: right, body: "x".repeat(1025) }))
  expect(large.status).toBe(413)
  expect(wire.seen()).toEqual(before)
  const small = await POST(call({ method: "POST", headers: right, body: "{}" }))
  expect(small.status).toBe(200)
})

function call(init: RequestInit, search = ""): Request {
  return new Request(`http://127.0.0.1/api/cron/cleanup${search}`, init)
}
