import "server-only"
import { createHash } from "node:crypto"
import { sql } from "drizzle-orm"
import { v7 as uuidv7 } from "uuid"
import { sessionKeys, sessions } from "@/drizzle/schema/sessions"
import { hashToken, sessionToken } from "../crypto/bearer-token"
import { masterKeys, wrapKey } from "../crypto/master-keys"
import { createKey } from "../crypto/seal"
import { into, type Row, statement } from "../db/statement"
import { env } from "../env"
import { liveSession } from "../expiry/conditions"
import { countRow } from "../usage/counters"
import { untilTomorrow } from "../usage/time-zone"
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
  const wrappedKey = wrapKey(master, id, session.key)
  const [row] = await store({ id, tokenHash: session.tokenHash, birth, keyId: master.id, wrappedKey })
  return (
    row && { ...session, ...clocksOf({ lifetime, idle: 0, remaining: lifetime, tomorrow: row.tomorrow }) }
  )
}

type NewSession = Row<typeof sessions, "id" | "tokenHash" | "birth"> &
  Row<typeof sessionKeys, "keyId" | "wrappedKey">

// Repeated after a lost answer it finds its own.
const store = statement<NewSession, { tomorrow: number }>(
  (value) => sql`
    with born as (
      insert into ${into(sessions, "id", "tokenHash", "birth", "expiresAt")} values (
        ${value.id}, ${value.tokenHash}, ${value.birth}, now() + make_interval(secs => ${env().RETENTION})
      ) on conflict do nothing returning ${sessions.id}
    ), keyed as (
      insert into ${into(sessionKeys, "sessionId", "keyId", "wrappedKey")}
      select id, ${value.keyId}::text, ${value.wrappedKey}::bytea from born returning 1
    ), counted as (${countRow("born", [{ metric: "sessions" }])})
    select ${untilTomorrow()} as tomorrow from keyed
    union all select ${untilTomorrow()} from ${sessions} where ${sessions.id} = ${value.id}`,
)

async function findNewborn(birth: Buffer): Promise<Session | undefined> {
  const [row] = await findBorn({ birth })
  const session = row && fromRow(row)
  return session && tokenOf(session) ? session : undefined
}

const findBorn = statement<{ birth: Uint8Array }, KeyRow>(
  (value) => sql`
    select ${keyColumns()} where ${sessions.birth} = ${value.birth} and ${liveSession()}
      and ${sessions.createdAt} > now() - make_interval(secs => ${BIRTH_WINDOW})`,
)

/**
 * The proof of a session: derived, not stored, so that a first message repeated without a cookie gets the same one;
 * under whichever master key was the current one when the session was made. Undefined when that key was removed since.
 */
function tokenOf({ id, tokenHash }: Session): string | undefined {
  const tokens = masterKeys().map((master) => sessionToken(master, id))
  return tokens.find((candidate) => hashToken(candidate).equals(tokenHash))
}
