import "server-only"
import { inArray } from "drizzle-orm"
import { adminPassword, adminSessions } from "@/drizzle/schema/admin"
import { hashPassword, isPassword } from "../crypto/password-hash"
import { query } from "../db/client"
import type { Row } from "../db/statement"
import { env } from "../env"
import { recordAudit } from "./audit"

/** The operator's password, hashed: `current` signs in, `given` is `ADMIN_PASSWORD` as it was last seen. */
type Password = Row<typeof adminPassword, "current" | "given">

/**
 * Takes over `ADMIN_PASSWORD` at the first start and whenever it is another one than last time; then every operator is
 * signed out. It is the way back for who forgot a password set on the page. Several processes may do so at once. Throws
 * when it cannot be stored.
 */
export async function applyAdminPassword(): Promise<Password> {
  const stored = await findPassword()
  if (stored && (await isPassword(env().ADMIN_PASSWORD, stored.given))) return stored
  const hash = await hashPassword(env().ADMIN_PASSWORD)
  if (!stored) await insertPassword(hash)
  else if (await replace(stored.current, { current: hash, given: hash }))
    await recordAudit({ adminSessionId: null, action: "password_changed" })
  // Another process may have been first.
  const applied = await findPassword()
  if (!applied) throw new Error("the operator's password could not be stored")
  return applied
}

/** The hash of the current password, if this is it: a session may only begin while it is still the current one. */
export async function checkPassword(password: string): Promise<string | undefined> {
  const { current } = (await findPassword()) ?? (await applyAdminPassword())
  return (await isPassword(password, current)) ? current : undefined
}

/** The session of the operator who replaces a password. */
type SessionRow = Row<typeof adminSessions, "id" | "tokenHash" | "device">

/**
 * Replaces the password, unless another operator did so before, ends all operators' sessions, and begins a new one for
 * the one who did it. Whether it is stored now.
 */
export async function replacePassword(old: string, next: string, session: SessionRow): Promise<boolean> {
  return replace(old, { current: next }, session)
}

/** `given` stays what it is when it is not named. */
async function replace(old: string, next: { current: string; given?: string }, session?: SessionRow) {
  const { id, current } = adminPassword
  return query(({ db }) =>
    db.transaction(async (transaction) => {
      // The row is locked before the sessions are looked at: a sign-in with the old password is either among them, or
      // finds another password here. Repeated after a lost answer, it finds its own.
      const isKnown = inArray(current, [old, next.current])
      const replaced = await transaction.update(adminPassword).set(next).where(isKnown).returning({ id })
      if (replaced.length === 0) return false
      await transaction.delete(adminSessions)
      if (session) await transaction.insert(adminSessions).values(session)
      return true
    }),
  )
}

async function findPassword(): Promise<Password | undefined> {
  const { current, given } = adminPassword
  const [row] = await query(({ db }) => db.select({ current, given }).from(adminPassword))
  return row
}

async function insertPassword(hash: string): Promise<void> {
  const row = { id: 1, current: hash, given: hash }
  await query(({ db }) => db.insert(adminPassword).values(row).onConflictDoNothing())
}
