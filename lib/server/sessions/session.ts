import "server-only"
import { type KeyObject, timingSafeEqual } from "node:crypto"
import { and, eq, type SQL, sql } from "drizzle-orm"
import { LRUCache } from "lru-cache"
import { cache } from "react"
import { sessionKeys, sessions } from "@/drizzle/schema/sessions"
import { hashToken } from "../crypto/bearer-token"
import { openKey } from "../crypto/master-keys"
import { createKey } from "../crypto/seal"
import { query } from "../db/client"
import { picked, type Row, statement } from "../db/statement"
import { liveSession } from "../expiry/conditions"
import { perProcess } from "../process"
import { log } from "../telemetry/log"
import { type Claim, readCookie } from "./cookie"
import { clocksOf, type Lifetime, type LifetimeRow, lifetimeColumns } from "./lifetime"

/**
 * A visitor whose cookie was checked against a live row, and the key their texts are sealed with. `isUnreadable`: that key
 * does not open, and this is one that opens nothing: what they own can be looked at, taken along and erased as what it is,
 * and nothing is to be sealed with it. `acrossChats`: what they say in one chat may be remembered in others.
 */
export type Session = Lifetime & {
  id: string
  key: KeyObject
  tokenHash: Uint8Array
  isUnreadable?: true
  acrossChats?: boolean
}

/** Whose texts these are, and the key they are sealed with: all it takes to read and to write them. */
export type KeyHolder = Pick<Session, "id" | "key" | "acrossChats">

/** What `fromRow` makes a session of. */
export type KeyRow = LifetimeRow &
  Row<typeof sessions, "id" | "tokenHash" | "acrossChats"> &
  Row<typeof sessionKeys, "keyId" | "wrappedKey">

const known = perProcess("sessions", () => new LRUCache<string, Session>({ max: 10_000, ttl: 10 * 60_000 }))

// By itself the cache lets go of what is stale only when it needs the room.
setInterval(() => known.purgeStale(), 60_000).unref()

/**
 * The visitor behind this request, or undefined for a stranger: no cookie, a forged one, an expired or erased session.
 * Never writes a cookie or a row.
 */
export const findSession = cache(async (): Promise<Session | undefined> => {
  const claim = await readCookie()
  return claim && findClaimed(claim)
})

/** The live session a claim proves. */
export async function findClaimed({ id, token }: Claim): Promise<Session | undefined> {
  const [row] = await find({ id, tokenHash: hashToken(token) })
  return row ? remember(fromRow(row)) : forget(id)
}

const find = statement<Row<typeof sessions, "id" | "tokenHash">, KeyRow>(
  (value) => sql`
    select ${keyColumns()}
    where ${sessions.id} = ${value.id} and ${sessions.tokenHash} = ${value.tokenHash} and ${liveSession()}`,
)

/** Whose cookie this is, without opening their key: enough to erase everything, also when the key does not open. */
export async function findOwner(): Promise<{ id: string } | undefined> {
  const claim = await readCookie()
  if (!claim) return undefined
  const isOwner = and(
    eq(sessions.id, claim.id),
    eq(sessions.tokenHash, hashToken(claim.token)),
    liveSession(),
  )
  const [row] = await query(({ db }) => db.select({ id: sessions.id }).from(sessions).where(isOwner))
  return row
}

/**
 * The session a claim proved to this process a short while ago, without asking the database: it may have ended since.
 * Only for what tests the live row itself (accepting a message) or belongs to this process (a reply it is writing).
 */
export function recallSession({ id, token }: Claim): Session | undefined {
  const session = known.get(id)
  const isLive = session && performance.now() < session.liveUntil
  return isLive && timingSafeEqual(session.tokenHash, hashToken(token)) ? session : undefined
}

/** Has what the visitor says in one chat remembered in others, or no more. */
export async function rememberAcross(session: Session, acrossChats: boolean): Promise<void> {
  await query(({ db }) =>
    db
      .update(sessions)
      .set({ acrossChats })
      .where(and(eq(sessions.id, session.id), liveSession())),
  )
  session.acrossChats = acrossChats
}

/** Drops what this process remembers of a session that was erased. */
export function forgetSession({ id }: { id: string }): void {
  known.delete(id)
}

export function remember(session: Session): Session {
  known.set(session.id, session)
  return session
}

/** Undefined: there is no such visitor any more. */
function forget(id: string): undefined {
  known.delete(id)
}

/** A `KeyRow` of every session, up to the condition. */
export function keyColumns(): SQL {
  return sql`
    ${picked(sessions, "id", "tokenHash", "acrossChats")}, ${picked(sessionKeys, "keyId", "wrappedKey")}, ${lifetimeColumns()}
    from ${sessions} join ${sessionKeys} on ${sessionKeys.sessionId} = ${sessions.id}`
}

export function fromRow(row: KeyRow): Session {
  const key = openKey(row.keyId, row.id, row.wrappedKey)
  if (!key) log().warn({ key: row.keyId }, "the key of a session does not open with this master key")
  const { id, tokenHash, acrossChats } = row
  const opened = key ? { key } : { key: createKey(), isUnreadable: true as const }
  return { id, ...opened, tokenHash, acrossChats, ...clocksOf(row) }
}
