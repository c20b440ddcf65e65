import "server-only"
import { createHash, type KeyObject } from "node:crypto"
import { cache } from "react"
import { v7 as uuidv7 } from "uuid"
import { readCookie, writeCookie } from "./cookie"
import { createKey, hashToken, sessionToken, unwrapKey, wrapKey } from "./crypto"
import { query } from "./db"
import { env } from "./env"
import { masterKeys } from "./keys"

/**
 * A visitor whose cookie was checked against a live row, and the key their texts are sealed with. `resting`: nothing
 * moved the session's end for a while, so the next activity has to.
 */
export type Session = { id: string; key: KeyObject; resting?: boolean }

type KeyRow = { id: string; key_id: string; wrapped_key: Buffer; resting: boolean }

/** The same first message arriving again within this many seconds, still without a cookie, is the same stranger. */
const BIRTH_WINDOW = 600

/**
 * The visitor behind this request, or undefined for a stranger: no cookie, a forged one, an expired or erased session.
 * Never writes a cookie or a row.
 */
export const findSession = cache(async (): Promise<Session | undefined> => {
  const { id, token } = await readCookie()
  if (!id || !token) return undefined
  const rows = await query(
    ({ sql }) => sql<KeyRow[]>`
      select s.id, k.key_id, k.wrapped_key, s.last_active_at < now() - make_interval(secs => ${restAfter()}) as resting from sessions s join session_keys k on k.session_id = s.id
      where s.id = ${id} and s.token_hash = ${hashToken(token)} and s.expires_at > now()`,
  )
  return rows[0] && fromRow(rows[0])
})

/**
 * The visitor behind this request; a stranger becomes a new session: row, key and cookie. Only for accepting a first
 * message, whose ids make it repeatable: sent several times at once, before any cookie came back, it is one session.
 */
export async function ensureSession(first: { chatId: string; messageId: string }): Promise<Session> {
  const found = await findSession()
  if (found) return found
  const birth = createHash("sha256").update(`${first.chatId} ${first.messageId}`).digest()
  const session = (await createSession(birth)) ?? (await findNewborn(birth)) ?? (await createSession(null))
  if (!session) throw new Error("a session could not be created")
  await writeCookie({ id: session.id, token: tokenOf(session.id) })
  return session
}

/** Activity moves the session's end: to `RETENTION` from now. Written at most once an hour (sooner with a short retention). */
export async function touchSession(session: Session): Promise<void> {
  if (!session.resting) return
  await query(
    ({ sql }) => sql`
      update sessions set last_active_at = now(), expires_at = now() + make_interval(secs => ${env().RETENTION})
      where id = ${session.id} and expires_at > now()`,
  )
}

/** Seconds. */
function restAfter(): number {
  return Math.min(3600, env().RETENTION / 10)
}

/** Stores a new session with its own key. Undefined when one with this `birth` exists. Sets no cookie. */
export async function createSession(birth: Buffer | null): Promise<Session | undefined> {
  const session = { id: uuidv7(), key: createKey() }
  const [master] = masterKeys()
  const rows = await query(
    ({ sql }) => sql`
      with born as (
        insert into sessions (id, token_hash, birth, expires_at)
        values (${session.id}, ${hashToken(tokenOf(session.id))}, ${birth}, now() + make_interval(secs => ${env().RETENTION}))
        on conflict do nothing returning id
      ), keyed as (
        insert into session_keys (session_id, key_id, wrapped_key)
        select id, ${master.id}, ${wrapKey(master, session.id, session.key)} from born returning session_id
      )
      select session_id from keyed union all select id from sessions where id = ${session.id}`,
  )
  return rows.length > 0 ? session : undefined
}

async function findNewborn(birth: Buffer): Promise<Session | undefined> {
  const rows = await query(
    ({ sql }) => sql<KeyRow[]>`
      select s.id, k.key_id, k.wrapped_key, s.last_active_at < now() - make_interval(secs => ${restAfter()}) as resting from sessions s join session_keys k on k.session_id = s.id
      where s.birth = ${birth} and s.expires_at > now()
        and s.created_at > now() - make_interval(secs => ${BIRTH_WINDOW})`,
  )
  return rows[0] && fromRow(rows[0])
}

function fromRow(row: KeyRow): Session {
  const master = masterKeys().find((key) => key.id === row.key_id)
  const key = master && unwrapKey(master, row.id, row.wrapped_key)
  if (!key) throw new Error(`the key of a session does not open with master key "${row.key_id}"`)
  return { id: row.id, key, resting: row.resting }
}

/** The proof of a session: derived, not stored, so that a first message repeated without a cookie gets the same one. */
function tokenOf(id: string): string {
  return sessionToken(masterKeys()[0], id)
}
