import "server-only"
import { and, eq, not, type SQL, sql } from "drizzle-orm"
import { cache } from "react"
import { v7 as uuidv7 } from "uuid"
import { adminSessions } from "@/drizzle/schema/admin"
import type { Refused } from "@/lib/words/refusals"
import { createToken, hashToken } from "../crypto/bearer-token"
import { query } from "../db/client"
import { bare, type Row, statement } from "../db/statement"
import { type Claim, type CookieKind, clearSealed, readSealed, writeSealed } from "../http/cookies"

/** An operator whose cookie was checked against a live row. */
export type Admin = { id: string }

/** What an action returns to a page whose operator is not signed in. */
export const SIGNED_OUT: Refused = { ok: false, error: { code: "signed_out", about: "admin" } }

/** Hours an operator stays signed in without doing anything, and at the longest. */
const IDLE_HOURS = 1
const LONGEST_HOURS = 12

/** Days a browser is known as one that an operator has signed in with, unless it was signed out. */
const KNOWN_DAYS = 90

const COOKIE: CookieKind = { name: "alcove-admin", seconds: KNOWN_DAYS * 24 * 3600 }

/** The operator's session has not expired. */
export function liveAdmin(): SQL {
  const { lastSeenAt, createdAt } = adminSessions
  return sql`
    (${lastSeenAt} > now() - make_interval(hours => ${IDLE_HOURS}) and ${createdAt} > now() - make_interval(hours => ${LONGEST_HOURS}))`
}

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

/** The session that was handed to this browser last, if nobody ended it: it may be over by time. */
export async function findKnown(): Promise<Admin | undefined> {
  const claim = await readSealed(COOKIE)
  if (!claim) return undefined
  const { id, tokenHash } = adminSessions
  const isClaimed = and(eq(id, claim.id), eq(tokenHash, hashToken(claim.token)), isKnown())
  const [known] = await query(({ db }) => db.select({ id }).from(adminSessions).where(isClaimed))
  return known
}

/** A new session, which cannot be guessed: its id, and the token for the cookie. */
export type NewSession = Admin & { token: string; tokenHash: Uint8Array }

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

/** Deletes sessions whose browsers are not known any longer. Part of a cleanup. */
export async function deleteOldAdminSessions(): Promise<void> {
  await query(({ db }) => db.delete(adminSessions).where(not(isKnown())))
}

function isKnown(): SQL {
  return sql`${adminSessions.lastSeenAt} > now() - make_interval(days => ${KNOWN_DAYS})`
}

async function findClaimed({ id, token }: Claim, isActivity: boolean): Promise<Admin | undefined> {
  const [admin] = await find({ id, tokenHash: hashToken(token), isActivity })
  return admin
}

type Asked = Row<typeof adminSessions, "id" | "tokenHash"> & { isActivity: boolean }

const find = statement<Asked, Admin>((value) => {
  const { id, tokenHash, lastSeenAt } = adminSessions
  return sql`
    with found as (
      select ${id} from ${adminSessions} where ${id} = ${value.id} and ${tokenHash} = ${value.tokenHash} and ${liveAdmin()}
    ), touched as (
      update ${adminSessions} set ${bare(lastSeenAt)} = now() from found
      where ${id} = found.id and ${value.isActivity}::boolean and ${lastSeenAt} < now() - interval '1 minute' returning 1
    )
    select id from found`
})
