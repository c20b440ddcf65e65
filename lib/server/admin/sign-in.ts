import "server-only"
import { eq, sql } from "drizzle-orm"
import { headers } from "next/headers"
import { adminPassword, adminSessions } from "@/drizzle/schema/admin"
import { hashPassword } from "../crypto/password-hash"
import { query } from "../db/client"
import { bare, into, type Row, statement } from "../db/statement"
import { addressOf } from "../http/client-ip"
import { deviceInWords } from "../http/user-agent"
import { countSignIn } from "../telemetry/metrics"
import { recordAudit } from "./audit"
import { attemptLogin, type LoginAttempt } from "./login-limit"
import { checkPassword, replacePassword } from "./password"
import { type Admin, findAdmin, findKnown, handOver, type NewSession, newSession, takeBack } from "./session"

/** Signs in an operator who knows the password: always a new session, in the place of the one before in this browser. */
export async function signIn(password: string): Promise<LoginAttempt> {
  const session = newSession()
  const before = await findKnown()
  const attempt = await attempting(before, async () => {
    const hash = await checkPassword(password)
    return hash !== undefined && (await storeSession(session, hash))
  })
  countSignIn(typeof attempt === "string" ? attempt : "throttled")
  if (attempt !== "right") return attempt
  if (before) await deleteSession(before)
  await handOver(session)
  await recordAudit({ adminSessionId: session.id, action: "signed_in" })
  return attempt
}

/** Ends the session of this browser, if it has one, and takes its cookie back: it is not known any more. */
export async function signOut(): Promise<void> {
  const [known, admin] = [await findKnown(), await findAdmin()]
  await takeBack()
  if (known) await deleteSession(known)
  if (admin) await recordAudit({ adminSessionId: admin.id, action: "signed_out" })
}

/**
 * Replaces the password, if `current` is the one that holds. Everybody is signed out by that; who changed it
 * goes on with a new session.
 */
export async function changePassword(admin: Admin, current: string, next: string): Promise<LoginAttempt> {
  const session = newSession()
  const device = await currentDevice()
  const attempt = await attempting(admin, async () => {
    const hash = await checkPassword(current)
    if (!hash) return false
    return replacePassword(hash, await hashPassword(next), { ...session, device })
  })
  if (attempt !== "right") return attempt
  await handOver(session)
  await recordAudit({ adminSessionId: admin.id, action: "password_changed" })
  return attempt
}

async function attempting(known: Admin | undefined, isRight: () => Promise<boolean>): Promise<LoginAttempt> {
  return attemptLogin({ address: await addressOf(await headers()), browser: known?.id }, isRight)
}

/** Stores a session, if the password that was checked, known by its hash, is still the current one. */
async function storeSession({ id, tokenHash }: NewSession, hash: string): Promise<boolean> {
  const device = await currentDevice()
  const rows = await store({ id, tokenHash, device, hash })
  return rows.length > 0
}

type Stored = Row<typeof adminSessions, "id" | "tokenHash" | "device"> & { hash: string }

const store = statement<Stored, object>((value) => {
  const { id, device } = adminSessions
  return sql`
    with unchanged as (select from ${adminPassword} where ${adminPassword.current} = ${value.hash} for share)
    insert into ${into(adminSessions, "id", "tokenHash", "device")}
    select ${value.id}::uuid, ${value.tokenHash}::bytea, ${value.device}::text from unchanged
    on conflict (${bare(id)}) do update set ${bare(device)} = excluded.${bare(device)} returning 1`
})

async function deleteSession({ id }: Admin): Promise<void> {
  await query(({ db }) => db.delete(adminSessions).where(eq(adminSessions.id, id)))
}

async function currentDevice(): Promise<string> {
  return deviceInWords((await headers()).get("user-agent"))
}
