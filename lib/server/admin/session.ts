import "server-only"
import { cache } from "react"
import { v7 as uuidv7 } from "uuid"
import type { Refused } from "@/lib/words/refusals"
import { createToken, hashToken } from "../crypto/bearer-token"
import { query } from "../db/client"
import { type Claim, type CookieKind, clearSealed, readSealed, writeSealed } from "../http/cookies"

/** An operator whose cookie was checked against a live row. */
export type Admin = { id: string }

/** What an action returns to a page whose operator is not signed in. */
export const SIGNED_OUT: Refused = { ok: false, error: { code: "signed_out", about: "admin" } }

/** Hours an operator stays signed in without doing anything, and at the longest. */
const IDLE_HOURS = 1
const LONGEST_HOURS = 12

const COOKIE: CookieKind = { name: "alcove-admin", seconds: LONGEST_HOURS * 3600 }

/** SQL: the row of `admin_sessions` is not over. */
export const LIVE = `last_seen_at > now() - interval '${IDLE_HOURS} hours'
  and created_at > now() - interval '${LONGEST_HOURS} hours'`

/** The operator behind this request, or undefined. Counts as activity, written at most once a minute. */
export const findAdmin = cache(async (): Promise<Admin | undefined> => {
  const claim = await readSealed(COOKIE)
  return claim && findClaimed(claim, true)
})

/** The same without counting as activity: for what refreshes by itself. */
export const findAdminQuietly = cache(async (): Promise<Admin | undefined> => {
  const claim = await readSealed(COOKIE)
  return claim && findClaimed(claim, false)
})

/** A new session that nobody can know before: its id, and the token for the cookie. */
export type NewSession = Admin & { token: string; tokenHash: Buffer }

/** Makes what identifies a session; stores nothing. */
export function newSession(): NewSession {
  const token = createToken()
  return { id: uuidv7(), token, tokenHash: hashToken(token) }
}

/** Hands a stored session to the browser. */
export async function handOver({ id, token }: NewSession): Promise<void> {
  await writeSealed(COOKIE, { id, token })
}

/** Takes the cookie back from the browser. */
export async function takeBack(): Promise<void> {
  await clearSealed(COOKIE)
}

/** Deletes sessions that are over. Part of a cleanup. */
export async function deleteOldAdminSessions(): Promise<void> {
  await query(({ sql }) => sql`delete from admin_sessions where not (${sql.unsafe(LIVE)})`)
}

async function findClaimed({ id, token }: Claim, isActivity: boolean): Promise<Admin | undefined> {
  const [admin] = await query(
    ({ sql }) => sql<Admin[]>`
      with found as (
        select id, last_seen_at from admin_sessions
        where id = ${id} and token_hash = ${hashToken(token)} and ${sql.unsafe(LIVE)}
      ), touched as (
        update admin_sessions s set last_seen_at = now() from found
        where s.id = found.id and ${isActivity} and found.last_seen_at < now() - interval '1 minute'
      )
      select id from found`,
  )
  return admin
}
