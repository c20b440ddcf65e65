import "server-only"
import { createHash } from "node:crypto"
import { v7 as uuidv7 } from "uuid"
import { hashToken, sessionToken } from "../crypto/bearer-token"
import { masterKeys, wrapKey } from "../crypto/master-keys"
import { createKey } from "../crypto/seal"
import { query } from "../db/client"
import { env } from "../env"
import { liveSession } from "../expiry/conditions-text"
import { countUsage } from "../usage/counters-text"
import { untilTomorrow } from "../usage/time-zone-text"
import { writeCookie } from "./cookie"
import { clocksOf } from "./lifetime"
import { findSession, fromRow, type KeyRow, keyColumns, remember, type Session } from "./session"

/** The same first message arriving again within this many seconds, still without a cookie, is the same stranger. */
const BIRTH_WINDOW = 600

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

/**
 * The proof of a session: derived, not stored, so that a first message repeated without a cookie gets the same one;
 * under whichever master key was the current one when the session was made. Undefined when that key was removed since.
 */
function tokenOf({ id, tokenHash }: Session): string | undefined {
  const tokens = masterKeys().map((master) => sessionToken(master, id))
  return tokens.find((candidate) => hashToken(candidate).equals(tokenHash))
}
