import "server-only"
import { createHash } from "node:crypto"
import { getIronSession, type SessionOptions } from "iron-session"
import { cookies } from "next/headers"
import { env, type NamedKey } from "./env"

/**
 * What the cookie carries, sealed: who it says it belongs to and the proof; whether that is a live session, the
 * database decides. `setAt`: milliseconds since 1970.
 */
export type Claim = { id: string; token: string; setAt: number }

/** The claim of this request's cookie. Undefined without a cookie, or with one that was forged or altered. */
export async function readCookie(): Promise<Claim | undefined> {
  const { id, token, setAt } = await openCookie()
  return id && token && setAt !== undefined ? { id, token, setAt } : undefined
}

/** Sets the cookie, sealed with the current secret, for as long as a session lives without activity. */
export async function writeCookie({ id, token }: Pick<Claim, "id" | "token">): Promise<void> {
  const cookie = await openCookie()
  cookie.updateConfig(cookieOptions(env().SESSION_SECRETS.slice(0, 1)))
  await Object.assign(cookie, { id, token, setAt: Date.now() }).save()
}

/**
 * Sets the cookie again once a day (sooner with a short retention), so that it lives as long as the row behind it.
 * For route handlers: in an action it would render the whole page into the answer.
 */
export async function renewCookie(claim: Claim): Promise<void> {
  const old = Date.now() - Math.min(86_400, env().RETENTION / 10) * 1000
  if (claim.setAt < old) await writeCookie(claim)
}

async function openCookie() {
  return getIronSession<Claim>(await cookies(), cookieOptions(env().SESSION_SECRETS))
}

function cookieOptions(secrets: NamedKey[]): SessionOptions {
  const secure = env().PUBLIC_URL.startsWith("https:")
  return {
    cookieName: secure ? "__Host-alcove" : "alcove",
    password: passwords(secrets),
    // The seal itself does not age: the row decides how long a session lives.
    ttl: 0,
    cookieOptions: { secure, httpOnly: true, sameSite: "lax", path: "/", maxAge: env().RETENTION },
  }
}

/** iron-session numbers its passwords; the number comes from our id, so that it survives any change of the list. */
function passwords(secrets: NamedKey[]): Record<string, string> {
  return Object.fromEntries(secrets.map(({ id, bytes }) => [passwordNumber(id), bytes.toString("base64")]))
}

function passwordNumber(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE()
}
