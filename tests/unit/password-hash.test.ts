import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { expect, test } from "vitest"
import { hashPassword, isPassword } from "@/lib/server/crypto/password-hash"

const PASSWORD = "right and long enough"
const AT_ONCE = 12

test("Many looks at a password at once leave the threads that pack pages to the visitors", async () => {
  const hashed = await hashPassword(PASSWORD)
  let looked = 0
  const looks = Array.from({ length: AT_ONCE }, async (_, number) => {
    const isRight = await isPassword(number === 0 ? PASSWORD : "wrong", hashed)
    looked++
    return isRight
  })
  await promisify(gzip)("a page")
  expect(looked).toBeLessThan(2)
  expect(await Promise.all(looks)).toEqual([true, ...new Array(AT_ONCE - 1).fill(false)])
}, 30_000)

test("A hash that cannot be computed does not stop the ones after it", async () => {
  const hashed = await hashPassword(PASSWORD)
  const broken = isPassword(PASSWORD, "scrypt$3$8$1$c2FsdA$aGFzaA")
  const next = isPassword(PASSWORD, hashed)
  await expect(broken).rejects.toThrow()
  expect(await next).toBe(true)
})
