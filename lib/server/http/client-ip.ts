import "server-only"
import { createHmac, randomBytes, randomUUID } from "node:crypto"
import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage } from "node:http"
import { isIP } from "node:net"
import { sql } from "drizzle-orm"
import ipaddr from "ipaddr.js"
import { addressSalts } from "@/drizzle/schema/limits"
import { query } from "../db/client"
import { bare, into, picked, type Row, statement } from "../db/statement"
import { env } from "../env"
import { perProcess } from "../process"

type SaltRow = Row<typeof addressSalts, "salt">
type Salt = { bytes: Uint8Array; until: number }

/**
 * The header in which this process notes who is at the other end of a connection: handlers do not see the socket, and
 * Next believes an X-Forwarded-For that a client sent. Random, so that no client can send it.
 */
export const PEER = perProcess("peer header", () => `x-alcove-peer-${randomUUID()}`)

/** By the clock of UTC. */
const NOW = sql`(now() at time zone 'utc')`
const TODAY = sql`${NOW}::date`

const today = perProcess("salt of today", (): { salt?: Salt } => ({}))

/** From now on every request carries the address of its connection. Before the first request, once a process. */
export function notePeers(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage }
    // Next hands an action to the page that has it by a request of its own, which brings the header along.
    request.headers[PEER] ??= request.socket.remoteAddress
  })
}

/**
 * Whom a limit counts: a keyed hash of the visitor's network (IPv4 address, or the first 64 bits of an IPv6 one), the
 * same for one UTC day in every process, and leading nowhere once the day's salt is destroyed. What cannot be told
 * apart shares one hash. The address itself is neither kept nor logged.
 */
export async function addressOf(headers: Pick<Headers, "get">): Promise<string> {
  const network = networkOf(visitorOf(headers))
  return createHmac("sha256", await saltOfToday())
    .update(network)
    .digest("base64url")
}

/** Destroys salts of days before yesterday (UTC): none outlives 48 hours. */
export async function destroyOldSalts(): Promise<void> {
  await query(({ db }) => db.delete(addressSalts).where(sql`${addressSalts.day} < ${TODAY} - 1`))
}

/**
 * Each proxy appends whom it saw, so the entry of the outermost one we trust is the `TRUSTED_PROXIES`-th from the right;
 * what stands left of it a client may have written.
 */
function visitorOf(headers: Pick<Headers, "get">): string {
  const seen = headers.get("x-forwarded-for")?.split(",") ?? []
  const proxies = env().TRUSTED_PROXIES
  const forwarded = proxies > 0 ? plain(seen.at(-proxies) ?? "") : ""
  return forwarded || plain(headers.get(PEER) ?? "")
}

/** Some proxies write brackets, a port or a zone beside the address. Empty when it is no address. */
function plain(entry: string): string {
  const address = entry
    .trim()
    .replace(/^\[(?<address>.*)\](:\d+)?$/, "$<address>")
    .replace(/^(?<address>[\d.]+):\d+$/, "$<address>")
    .replace(/%.*$/, "")
  return isIP(address) ? address : ""
}

function networkOf(address: string): string {
  if (!address) return address
  const ip = ipaddr.process(address)
  if (!(ip instanceof ipaddr.IPv6)) return ip.toString()
  const network = ip.parts.slice(0, 4).map((part) => part.toString(16))
  return `${network.join(":")}::/64`
}

/** The first request of a day makes the salt and destroys old ones. */
async function saltOfToday(): Promise<Uint8Array> {
  if (today.salt && performance.now() < today.salt.until) return today.salt.bytes
  const asked = performance.now()
  const [row] = await storeSalt({ salt: randomBytes(32) })
  if (!row) throw new Error("the salt of the day could not be stored")
  await destroyOldSalts()
  today.salt = { bytes: row.salt, until: asked + row.rest * 1000 }
  return row.salt
}

// Writing what is there already gives it back, in the same statement, however many processes ask at once.
const storeSalt = statement<SaltRow, SaltRow & { rest: number }>((value) => {
  const { day, salt } = addressSalts
  return sql`
    insert into ${into(addressSalts, "day", "salt")} values (${TODAY}, ${value.salt})
    on conflict (${bare(day)}) do update set ${bare(salt)} = ${salt}
    returning ${picked(addressSalts, "salt")}, extract(epoch from (${day} + 1)::timestamp - ${NOW})::float as rest`
})
