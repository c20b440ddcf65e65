import { randomBytes } from "node:crypto"
import { expect, test } from "vitest"
import type { AssociatedData } from "@/lib/server/crypto/associated-data"
import { deriveMasterKey, unwrapKey, wrapKey } from "@/lib/server/crypto/master-keys"
import { createKey, open, seal } from "@/lib/server/crypto/seal"

const key = createKey()
const data: AssociatedData = { table: "messages", column: "body", session: "s1", row: "m1", role: "user" }

test("what was sealed opens to the same text", () => {
  for (const text of ["", "hello", "שלום 👋🏽 \u202e", "a".repeat(100_000)]) {
    expect(open(key, data, seal(key, data, text))).toBe(text)
  }
})

test("the same text is never sealed to the same bytes", () => {
  expect(seal(key, data, "hello").equals(seal(key, data, "hello"))).toBe(false)
})

test("a sealed value moved to any other place does not open", () => {
  const sealed = seal(key, data, "hello")
  const elsewhere: Partial<AssociatedData>[] = [
    { table: "chats" },
    { column: "title" },
    { session: "s2" },
    { row: "m2" },
    { role: "assistant" },
    { role: undefined },
    { session: "s1m", row: "1" },
  ]
  for (const change of elsewhere) expect(open(key, { ...data, ...change }, sealed)).toBeUndefined()
})

test("another key, a changed byte, a shortened tag and noise do not open", () => {
  const sealed = seal(key, data, "hello")
  expect(open(createKey(), data, sealed)).toBeUndefined()
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(open(key, data, changed)).toBeUndefined()
  }
  for (let length = 0; length < sealed.length; length++)
    expect(open(key, data, sealed.subarray(0, length))).toBeUndefined()
  expect(open(key, data, randomBytes(64))).toBeUndefined()
})

test("a session's key opens only under the master key and for the session it was wrapped for", () => {
  const master = deriveMasterKey({ id: "k1", bytes: randomBytes(32) })
  const wrapped = wrapKey(master, "s1", key)
  expect(unwrapKey(master, "s1", wrapped)?.equals(key)).toBe(true)
  expect(unwrapKey(master, "s2", wrapped)).toBeUndefined()
  expect(unwrapKey({ ...master, id: "k2" }, "s1", wrapped)).toBeUndefined()
  expect(unwrapKey(deriveMasterKey({ id: "k1", bytes: randomBytes(32) }), "s1", wrapped)).toBeUndefined()
})
