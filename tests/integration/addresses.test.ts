import { once } from "node:events"
import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { query } from "@/lib/server/db/client"
import { perProcess } from "@/lib/server/process"
import { dump } from "@/tests/support/database/dump"

const today = perProcess("salt of today", (): { salt?: unknown } => ({}))

beforeEach(async () => {
  forgetSalt()
  await query(({ sql }) => sql`delete from address_salts`)
})
afterEach(() => {
  process.env.TRUSTED_PROXIES = ""
})

test("without proxies the address of the connection counts, whatever X-Forwarded-For says", async () => {
  const here = await hash("127.0.0.5")
  expect(await hash("127.0.0.5", { forwarded: "127.0.0.9" })).toBe(here)
  expect(await hash("127.0.0.6")).not.toBe(here)
})

test("with proxies the entry that the outermost of them wrote counts; what stands left of it does not", async () => {
  const visitor = await hash("127.0.0.9")
  const forged = "127.0.0.1, 127.0.0.2"
  expect(await hash("127.0.1.1", { proxies: 1, forwarded: `${forged}, 127.0.0.9` })).toBe(visitor)
  expect(await hash("127.0.1.1", { proxies: 2, forwarded: `${forged}, 127.0.0.9, 127.0.1.2` })).toBe(visitor)
  expect(await hash("127.0.0.9", { proxies: 2, forwarded: "127.0.0.1" }), "too few entries").toBe(visitor)
  expect(await hash("127.0.0.9", { proxies: 1 }), "no entry").toBe(visitor)
  expect(await hash("127.0.0.9", { proxies: 1, forwarded: "unknown" }), "no address").toBe(visitor)
  expect(await hash("127.0.1.1", { proxies: 1, forwarded: "127.0.0.9:4711" }), "with a port").toBe(visitor)
})

test("an IPv6 visitor is their /64, and IPv4 written as IPv6 is IPv4", async () => {
  const network = await hash("2001:db8:0:7::1")
  for (const same of ["2001:db8:0:7:ffff:ffff:ffff:ffff", "2001:DB8::7:0:0:0:2", "2001:db8:0:7::1%eth0"])
    expect(await hash(same), same).toBe(network)
  expect(await hash("[2001:db8:0:7::1]:443")).toBe(network)
  expect(await hash("2001:db8:0:8::1")).not.toBe(network)
  expect(await hash("2001:db8::7")).not.toBe(network)
  const mapped = await hash("127.0.0.9")
  expect(await hash("::ffff:127.0.0.9")).toBe(mapped)
  expect(await hash("::ffff:7f00:9")).toBe(mapped)
  expect(await hash("::ffff:127.0.0.8")).not.toBe(mapped)
})

test("requests whose connection is not known share one hash", async () => {
  const unknown = await hash("")
  expect(await hash("", { forwarded: "127.0.0.9" })).toBe(unknown)
  expect(await hash("not an address")).toBe(unknown)
})

test("every process hashes an address the same on one day, and none of them differently at its first request", async () => {
  const hashes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      forgetSalt()
      return hash("127.0.0.9")
    }),
  )
  expect(new Set(hashes).size).toBe(1)
  expect(await query(({ sql }) => sql`select 1 from address_salts`)).toHaveLength(1)
})

test("an address is hashed differently on another day, and the salts of days before yesterday are destroyed by the first request", async () => {
  const today = await hash("127.0.0.9")
  await query(({ sql }) => sql`update address_salts set day = day - 1`)
  await query(
    ({ sql }) =>
      sql`insert into address_salts (day, salt) select day - age, salt from address_salts, generate_series(1, 3) age`,
  )
  forgetSalt()
  expect(await hash("127.0.0.9")).not.toBe(today)
  const days = await query(
    ({ sql }) =>
      sql`select (now() at time zone 'utc')::date - day as age from address_salts order by day desc`,
  )
  expect(days.map(({ age }) => age)).toEqual([0, 1])
})

test("the salt of addresses is asked for once a day, and not used a moment longer", async () => {
  const before = await hash("127.0.0.9")
  await query(({ sql }) => sql`delete from address_salts`)
  expect(await hash("127.0.0.9")).toBe(before)
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 86_400_000)
  expect(await hash("127.0.0.9")).not.toBe(before)
})

test("no address can be read in the database", async () => {
  const hashed = await hash("127.45.67.89")
  expect(hashed).not.toContain("127")
  const rows = await query(({ sql }) => dump(sql))
  expect(rows).toContain("address_salts")
  expect(rows).not.toContain("127.45.67.89")
})

test("the address of the connection reaches the handlers, and no client can write it", async () => {
  const { notePeers, addressOf } = await load(0)
  notePeers()
  const server = createServer(async (incoming, response) => {
    response.end(await addressOf(new Headers(incoming.headers as Record<string, string>)))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const { PEER: peer } = await import("@/lib/server/http/client-ip")
  expect(peer).toMatch(/^x-alcove-peer-[0-9a-f-]{36}$/)
  const ask = async (sent: Record<string, string>) => {
    const headers = { "x-forwarded-for": "127.0.0.9", "x-alcove-peer": "127.0.0.9", ...sent }
    const options = { port, host: "127.0.0.1", localAddress: "127.0.0.5", headers }
    const [call] = await once(request(options).end(), "response")
    const [body] = await once(call, "data")
    return String(body)
  }
  expect(await ask({})).toBe(await hash("127.0.0.5"))
  // Only this process knows the name: it is a request that Next made to hand an action on.
  expect(await ask({ [peer]: "127.0.0.7" })).toBe(await hash("127.0.0.7"))
  server.close()
})

async function hash(peer: string, { proxies = 0, forwarded }: { proxies?: number; forwarded?: string } = {}) {
  const { addressOf, PEER } = await load(proxies)
  const headers = new Headers(forwarded === undefined ? {} : { "x-forwarded-for": forwarded })
  headers.set(PEER, peer)
  return addressOf(headers)
}

/** The settings are read once a process: each of these is a process of its own, with the salt it had. */
function load(proxies: number) {
  process.env.TRUSTED_PROXIES = String(proxies)
  vi.resetModules()
  return import("@/lib/server/http/client-ip")
}

function forgetSalt(): void {
  today.salt = undefined
}
