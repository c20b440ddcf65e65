import { expect, test, vi } from "vitest"
import { query } from "@/lib/server/db"
import { createVisitor } from "@/tests/support/visitor"

const first = process.env.MASTER_KEYS ?? ""
const other = `k2:${Buffer.alloc(32, "another master key").toString("base64")}`
const wrong = `k1:${Buffer.alloc(32, "not the same bytes").toString("base64")}`

test("the keys the database was sealed with are accepted, again and again", async () => {
  await checkWith(first)
  await checkWith(first)
})

test("other bytes under the same id are refused and no row is changed", async () => {
  await checkWith(first)
  const before = await rows()
  await expect(checkWith(wrong)).rejects.toThrow(/MASTER_KEYS: the key "k1" is not the one/)
  await expect(checkWith(`${other},${wrong}`)).rejects.toThrow(/Nothing was changed/)
  expect(await rows()).toEqual(before)
})

test("a new key in front of the old one is a rotation; leaving out one that is still in use is refused", async () => {
  process.env.MASTER_KEYS = first
  await createVisitor()
  await checkWith(`${other},${first}`)
  await expect(checkWith(other)).rejects.toThrow(/the key "k1" is missing/)
})

async function checkWith(masterKeys: string): Promise<void> {
  vi.resetModules()
  process.env.MASTER_KEYS = masterKeys
  const { checkMasterKeys } = await import("@/lib/server/keys")
  await checkMasterKeys()
}

function rows() {
  return query(({ sql }) => sql`select key_id, encode(sealed, 'hex') from key_check order by key_id`)
}
