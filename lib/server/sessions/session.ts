import "server-only"
import { createHash, type KeyObject, timingSafeEqual } from "node:crypto"
import { LRUCache } from "lru-cache"
import { cache } from "react"
import { v7 as uuidv7 } from "uuid"
import type { Sql } from "@/drizzle/client"
import { masterKeys, openKey } from "../crypto/master-keys"
import { createKey, hashToken, sessionToken, wrapKey } from "../crypto/seal"
import { query } from "../db/client"
import { env } from "../env"
import { liveSession } from "../expiry/expiry"
import { perProcess } from "../process"
import { countUsage } from "../usage/counters"
import { untilTomorrow } from "../usage/time-zone"
import { type Claim, readCookie, writeCookie } from "./cookie"
import { clocksOf, type Life, type LifeRow, lifeColumns } from "./lifetime"

/** A visitor whose cookie was checked against a live row, and the key their texts are sealed with. */
export type Session = Life & { id: string; key: KeyObject; tokenHash: Buffer }

/** Whose texts these are, and the key they are sealed with: all it takes to read and to write them. */
export type KeyHolder = Pick<Session, "id" | "key">

type KeyRow = LifeRow & { id: string; key_id: string; wrapped_key: Buffer; token_hash: Buffer }

/** The same first message arriving again within this many seconds, still without a cookie, is the same stranger. */
const BIRTH_WINDOW = 600

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

/**
 * The visitor behind this request; a stranger becomes a new session: row, key and cookie. Only for accepting a first
 * message, whose ids make it repeatable: sent several times at once, before any cookie came back, it is one session.
 */
export async function ensureSession(first: { chatId: string; messageId: string }): Promise<Session> {
  const found = await findSession()
  if (found) return found
  const birth = createHash("sha256").update(`${first.chatId} ${first.messageId}`).digest()
  const session = (await createSession(birth)) ?? (await findNewborn(birth)) ?? (await createSession(null))
  const token = session && tokenOf(session)
  if (!token) throw new Error("a session could not be created")
  await writeCookie({ id: session.id, token })
  return remember(session)
}

/** Drops what this process remembers of a session that was erased. */
export function forgetSession({ id }: { id: string }): void {
  known.delete(id)
}

function remember(session: Session): Session {
  known.set(session.id, session)
  return session
}

/** Undefined, so that it reads as "nobody". */
function forget(id: string): undefined {
  known.delete(id)
}

/** Stores a new session with its own key. Undefined when one with this `birth` exists. Sets no cookie. */
export async function createSession(birth: Buffer | null): Promise<Session | undefined> {
  const id = uuidv7()
  const [master] = masterKeys()
  const lifetime = env().RETENTION
  const session = { id, key: createKey(), tokenHash: hashToken(sessionToken(master, id)) }
  const [row] = await query(
    ({ sql }) => sql<{ tomorrow: number }[]>`
      with born as (
        insert into sessions (id, token_hash, birth, expires_at)
        values (${session.id}, ${session.tokenHash}, ${birth}, now() + make_interval(secs => ${lifetime}))
        on conflict do nothing returning id
      ), keyed as (
        insert into session_keys (session_id, key_id, wrapped_key)
        select id, ${master.id}, ${wrapKey(master, session.id, session.key)} from born returning session_id
      ), counted as (${sql.unsafe(countUsage("born", [{ metric: "sessions" }]))})
      select ${sql.unsafe(untilTomorrow())} as tomorrow from keyed
      union all select ${sql.unsafe(untilTomorrow())} from sessions where id = ${session.id}`,
  )
  return row && { ...session, ...clocksOf({ lifetime, idle: 0, lives: lifetime, tomorrow: row.tomorrow }) }
}

async function findNewborn(birth: Buffer): Promise<Session | undefined> {
  const rows = await query(
    ({ sql }) => sql<KeyRow[]>`
      select ${keyColumns(sql)} where s.birth = ${birth} and ${sql.unsafe(liveSession("s"))}
        and s.created_at > now() - make_interval(secs => ${BIRTH_WINDOW})`,
  )
  const session = rows[0] && fromRow(rows[0])
  return session && tokenOf(session) ? session : undefined
}

function keyColumns(sql: Sql) {
  return sql`
    s.id, s.token_hash, k.key_id, k.wrapped_key, ${lifeColumns(sql)}
    from sessions s join session_keys k on k.session_id = s.id`
}

function fromRow(row: KeyRow): Session {
  const key = openKey(row.key_id, row.id, row.wrapped_key)
  if (!key) throw new Error(`the key of a session does not open with master key "${row.key_id}"`)
  return { id: row.id, key, tokenHash: row.token_hash, ...clocksOf(row) }
}

/**
 * The proof of a session: derived, not stored, so that a first message repeated without a cookie gets the same one;
 * under whichever master key was the current one when the session was made. Undefined when that key was removed since.
 */
function tokenOf({ id, tokenHash }: Session): string | undefined {
  const tokens = masterKeys().map((master) => sessionToken(master, id))
  return tokens.find((candidate) => hashToken(candidate).equals(tokenHash))
}
