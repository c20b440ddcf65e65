import { beforeEach, expect, test, vi } from "vitest"
import { query } from "@/lib/server/db/client"

/** The browser's side of `next/headers`: what was set, with its attributes, and what is sent. */
const jar = new Map<string, { value: string; attributes: Record<string, unknown> }>()
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => {
      const cookie = jar.get(name)
      return cookie && { name, value: cookie.value }
    },
    set: (name: string, value: string, attributes: Record<string, unknown>) =>
      jar.set(name, { value, attributes }),
  }),
}))

const secret = (id: string, filling: string) => `${id}:${Buffer.alloc(32, filling).toString("base64")}`
const first = { chatId: "chat", messageId: "message" }

beforeEach(() => {
  jar.clear()
  process.env.PUBLIC_URL = ""
  process.env.SESSION_SECRETS = secret("s1", "cookies of tests")
})

test("over HTTPS the cookie is __Host-, Secure, HttpOnly and SameSite=Lax; the database knows only a hash", async () => {
  process.env.PUBLIC_URL = "https://chat.example.org"
  const { session } = await ensure()
  const cookie = jar.get("__Host-alcove")
  expect(cookie?.attributes).toMatchObject({ secure: true, httpOnly: true, sameSite: "lax", path: "/" })
  expect(cookie?.attributes).not.toHaveProperty("domain")
  const [row] = await query(({ sql }) => sql`select token_hash from sessions where id = ${session.id}`)
  expect(row?.token_hash).toHaveLength(32)
})

test("a visitor is found again by the cookie, and a stranger is not", async () => {
  expect((await load()).found).toBeUndefined()
  const { session } = await ensure()
  const { found } = await load()
  expect(found?.id).toBe(session.id)
  expect(found?.key.equals(session.key)).toBe(true)
})

test("a new cookie secret in front keeps everyone; leaving the old one out makes strangers", async () => {
  const { session } = await ensure()
  process.env.SESSION_SECRETS = `${secret("s2", "another secret!!")},${secret("s1", "cookies of tests")}`
  expect((await load()).found?.id).toBe(session.id)
  process.env.SESSION_SECRETS = secret("s2", "another secret!!")
  expect((await load()).found).toBeUndefined()
})

test("a cookie that was altered anywhere is a stranger's", async () => {
  await ensure()
  const { value } = jar.get("alcove") ?? { value: "" }
  expect((await load()).found).toBeDefined()
  for (let at = 0; at < value.length - 3; at += 7) {
    const other = value[at] === "A" ? "B" : "A"
    jar.set("alcove", { value: value.slice(0, at) + other + value.slice(at + 1), attributes: {} })
    expect((await load()).found).toBeUndefined()
  }
})

test("another spelling of the same seal is a stranger's, too", async () => {
  await ensure()
  const { value } = jar.get("alcove") ?? { value: "" }
  const [, begun, last = "", end] = /^(.*)(.)(~2)$/.exec(value) ?? []
  const others = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].filter(
    (c) => c !== last,
  )
  expect(others).toHaveLength(63)
  for (const other of others) {
    jar.set("alcove", { value: `${begun}${other}${end}`, attributes: {} })
    expect((await load()).found).toBeUndefined()
  }
  for (const altered of [value + value, `${value}~2`, value.replace(/2$/, "r"), value.slice(0, -2)]) {
    jar.set("alcove", { value: altered, attributes: {} })
    expect((await load()).found, altered.slice(-6)).toBeUndefined()
  }
})

test("an expired session and an erased one are strangers, whatever the cookie says", async () => {
  const { session } = await ensure()
  await query(({ sql }) => sql`update sessions set expires_at = now() where id = ${session.id}`)
  expect((await load()).found).toBeUndefined()
  await query(
    ({ sql }) => sql`update sessions set expires_at = now() + interval '1 day' where id = ${session.id}`,
  )
  expect((await load()).found).toBeDefined()
  await query(({ sql }) => sql`delete from sessions where id = ${session.id}`)
  expect((await load()).found).toBeUndefined()
})

test("the same first message without a cookie is the same visitor, another one is another", async () => {
  const ids = await Promise.all(
    [1, 2, 3].map(async () => (await ensure({ chatId: "c", messageId: "m" })).session.id),
  )
  expect(new Set(ids).size).toBe(1)
  jar.clear()
  expect((await ensure({ chatId: "c", messageId: "another" })).session.id).not.toBe(ids[0])
  jar.clear()
  await query(({ sql }) => sql`update sessions set created_at = now() - interval '11 minutes'`)
  expect((await ensure({ chatId: "c", messageId: "m" })).session.id).not.toBe(ids[0])
})

/** The settings are read once a process: each of these is a process of its own. */
async function load() {
  vi.resetModules()
  const { findSession } = await import("@/lib/server/sessions/session")
  return { found: await findSession() }
}

async function ensure(message = first) {
  vi.resetModules()
  const { ensureSession } = await import("@/lib/server/sessions/create")
  return { session: await ensureSession(message) }
}
