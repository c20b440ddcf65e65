import { beforeEach, expect, test, vi } from "vitest"
import { sessionToken } from "@/lib/server/crypto/bearer-token"
import { masterKeys } from "@/lib/server/crypto/master-keys"
import { query } from "@/lib/server/db/client"
import { createVisitor } from "@/tests/support/app/visitor"
import { plantSessionKeys } from "@/tests/support/database/session-keys"

const first = process.env.MASTER_KEYS ?? ""
const other = `k2:${Buffer.alloc(32, "another master key").toString("base64")}`
const wrong = `k1:${Buffer.alloc(32, "not the same bytes").toString("base64")}`

beforeEach(async () => {
  await query(({ sql }) => sql`truncate sessions, key_check cascade`)
})

test("the master keys the database was sealed with are accepted, again and again", async () => {
  await checkWith(first)
  await checkWith(first)
})

test("a master key with other bytes under the same id is refused and no row is changed", async () => {
  await checkWith(first)
  const before = await rows()
  await expect(checkWith(wrong)).rejects.toThrow(/MASTER_KEYS: the key "k1" is not the one/)
  await expect(checkWith(`${other},${wrong}`)).rejects.toThrow(/Nothing was changed/)
  expect(await rows()).toEqual(before)
})

test("a new master key in front of the old one is a rotation; leaving out one that is still in use is refused", async () => {
  process.env.MASTER_KEYS = first
  await createVisitor()
  await checkWith(`${other},${first}`)
  await expect(checkWith(other)).rejects.toThrow(/the key "k1" is missing/)
})

test("after a rotation every visitor's key opens as before, and the old one can be left out", async () => {
  await plant(2500)
  const session = await createVisitor()
  const claim = { id: session.id, token: sessionToken(masterKeys()[0], session.id) }
  await checkWith(first)
  await expect(checkWith(other)).rejects.toThrow(/the key "k1" is missing/)
  const progress: string[] = []
  const rotation = await rotateWith(`${other},${first}`, (done, total) => progress.push(`${done}/${total}`))
  expect(rotation).toEqual({ rotated: 2501, unopened: [] })
  expect(progress).toEqual(["1000/2501", "2000/2501", "2501/2501"])
  expect(await keysUnder()).toEqual({ k2: 2501 })
  await checkWith(other)
  expect((await findWith(other, claim))?.key.equals(session.key)).toBe(true)
})

test("a rotation that was broken off goes on where it was, and one that is done changes nothing", async () => {
  await plant(2500)
  const breakOff = () => {
    throw new Error("broken off")
  }
  await expect(rotateWith(`${other},${first}`, breakOff)).rejects.toThrow("broken off")
  expect(await keysUnder()).toEqual({ k1: 1500, k2: 1000 })
  expect(await rotateWith(`${other},${first}`)).toEqual({ rotated: 1500, unopened: [] })
  const done = await wrappedKeys()
  expect(await rotateWith(`${other},${first}`)).toEqual({ rotated: 0, unopened: [] })
  expect(await wrappedKeys()).toEqual(done)
})

test("two rotations at once leave every key under the new one, and it opens", async () => {
  await plant(3000)
  await Promise.all([rotateWith(`${other},${first}`), rotateWith(`${other},${first}`)])
  expect(await keysUnder()).toEqual({ k2: 3000 })
  expect(await rotateWith(`${first},${other}`)).toEqual({ rotated: 3000, unopened: [] })
})

test("keys that do not open are named and left as they are, and the others are rotated", async () => {
  await plant(3)
  const [broken, foreign] = (await wrappedKeys()).map(({ session_id: id }) => String(id))
  await query(
    ({ sql }) => sql`update session_keys set wrapped_key = 'not a key' where session_id = ${broken ?? ""}`,
  )
  await query(({ sql }) => sql`update session_keys set key_id = 'k9' where session_id = ${foreign ?? ""}`)
  const { rotated, unopened } = await rotateWith(`${other},${first}`)
  expect(rotated).toBe(1)
  expect(unopened.toSorted()).toEqual([broken, foreign].toSorted())
  expect(await keysUnder()).toEqual({ k1: 1, k2: 1, k9: 1 })
})

test("with other bytes under a known id a rotation changes nothing", async () => {
  await checkWith(first)
  await plant(3)
  const before = await wrappedKeys()
  await expect(rotateWith(`${other},${wrong}`)).rejects.toThrow(/the key "k1" is not the one/)
  expect(await wrappedKeys()).toEqual(before)
})

async function checkWith(list: string): Promise<void> {
  const { checkMasterKeys } = await loadKeys(list)
  await checkMasterKeys()
}

async function rotateWith(list: string, onProgress: (done: number, total: number) => void = () => {}) {
  const { rotateKeys } = await loadKeys(list)
  return rotateKeys(onProgress)
}

/** The keys as a process knows them that was started with this list. */
async function loadKeys(list: string) {
  vi.resetModules()
  process.env.MASTER_KEYS = list
  return {
    ...(await import("@/lib/server/crypto/key-check")),
    ...(await import("@/lib/server/crypto/key-rotation")),
  }
}

/** What a process that was started with this list makes of a visitor's cookie. */
async function findWith(list: string, claim: { id: string; token: string }) {
  vi.resetModules()
  process.env.MASTER_KEYS = list
  const { findClaimed } = await import("@/lib/server/sessions/session")
  return findClaimed({ ...claim, setAt: Date.now() })
}

function plant(count: number) {
  return query(({ sql }) => plantSessionKeys(sql, first, count))
}

/** How many keys are wrapped under which master key. */
async function keysUnder(): Promise<Record<string, number>> {
  const rows = await query(
    ({ sql }) => sql<{ key_id: string; keys: number }[]>`
      select key_id, count(*)::int as keys from session_keys group by key_id order by key_id`,
  )
  return Object.fromEntries(rows.map((row) => [row.key_id, row.keys]))
}

function wrappedKeys() {
  return query(
    ({ sql }) => sql<{ session_id: string; wrapped: string }[]>`
      select session_id, encode(wrapped_key, 'hex') as wrapped from session_keys order by session_id`,
  )
}

function rows() {
  return query(({ sql }) => sql`select key_id, encode(sealed, 'hex') from key_check order by key_id`)
}
