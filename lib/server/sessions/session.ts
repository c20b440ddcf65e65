import "server-only"
import { type KeyObject, timingSafeEqual } from "node:crypto"
import { LRUCache } from "lru-cache"
import { cache } from "react"
import type { Sql } from "@/drizzle/client"
import { hashToken } from "../crypto/bearer-token"
import { openKey } from "../crypto/master-keys"
import { query } from "../db/client"
import { liveSession } from "../expiry/conditions-text"
import { perProcess } from "../process"
import { type Claim, readCookie } from "./cookie"
import { clocksOf, type Life, type LifeRow, lifeColumns } from "./lifetime"

/** A visitor whose cookie was checked against a live row, and the key their texts are sealed with. */
export type Session = Life & { id: string; key: KeyObject; tokenHash: Buffer }

/** Whose texts these are, and the key they are sealed with: all it takes to read and to write them. */
export type KeyHolder = Pick<Session, "id" | "key">

export type KeyRow = LifeRow & { id: string; key_id: string; wrapped_key: Buffer; token_hash: Buffer }

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
  const rows = await query(
    ({ sql }) => sql<KeyRow[]>`
      select ${keyColumns(sql)}
      where s.id = ${id} and s.token_hash = ${hashToken(token)} and ${sql.unsafe(liveSession("s"))}`,
  )
  return rows[0] ? remember(fromRow(rows[0])) : forget(id)
}

/** Whose cookie this is, without opening their key: enough to erase everything, also when the key does not open. */
export async function findOwner(): Promise<{ id: string } | undefined> {
  const claim = await readCookie()
  if (!claim) return undefined
  const [row] = await query(
    ({ sql }) => sql<{ id: string }[]>`
      select id from sessions s
      where id = ${claim.id} and token_hash = ${hashToken(claim.token)} and ${sql.unsafe(liveSession("s"))}`,
  )
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

/** Drops what this process remembers of a session that was erased. */
export function forgetSession({ id }: { id: string }): void {
  known.delete(id)
}

export function remember(session: Session): Session {
  known.set(session.id, session)
  return session
}

/** Undefined, so that it reads as "nobody". */
function forget(id: string): undefined {
  known.delete(id)
}

export function keyColumns(sql: Sql) {
  return sql`
    s.id, s.token_hash, k.key_id, k.wrapped_key, ${lifeColumns(sql)}
    from sessions s join session_keys k on k.session_id = s.id`
}

export function fromRow(row: KeyRow): Session {
  const key = openKey(row.key_id, row.id, row.wrapped_key)
  if (!key) throw new Error(`the key of a session does not open with master key "${row.key_id}"`)
  return { id: row.id, key, tokenHash: row.token_hash, ...clocksOf(row) }
}
