import "server-only"
import { createHash } from "node:crypto"
import { getIronSession, type SessionOptions } from "iron-session"
import { cookies } from "next/headers"
import { z } from "zod"
import { env, type NamedKey } from "./env"

/**
 * What the cookie carries, sealed: who it says it belongs to and the proof; whether that is a live session, the
 * database decides. `setAt`: milliseconds since 1970.
 */
export type Claim = z.output<typeof claimShape>

const claimShape = z.object({ id: z.uuid(), token: z.string().min(1), setAt: z.number() })

/** Two things stand outside the seal, where several spellings would do: its own code, and the number of the format. */
const OUTSIDE_SEAL = /^[^~]*\*(?<code>[\w-]+)~2$/

/** Whether a cookie is spelled just as it was written. */
function isAsWritten(cookie: string): boolean {
  const code = OUTSIDE_SEAL.exec(cookie)?.groups?.code
  return code !== undefined && Buffer.from(code, "base64url").toString("base64url") === code
}

/** The claim of this request's cookie. Undefined without a cookie, or with one that was forged or altered. */
export async function readCookie(): Promise<Claim | undefined> {
  const { cookieName } = cookieOptions(env().SESSION_SECRETS)
  if (!isAsWritten((await cookies()).get(cookieName)?.value ?? "")) return undefined
  return claimShape.safeParse(await openCookie()).data
}

/** Sets the cookie, sealed with the current secret: it outlives the session, as it is not set at every activity. */
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
  if (claim.setAt < Date.now() - renewedAfter() * 1000) await writeCookie(claim)
}

/** Seconds a cookie is left as it is. */
function renewedAfter(): number {
  return Math.min(86_400, Math.floor(env().RETENTION / 10))
}

/** Removes the cookie, if the browser sent one. */
export async function clearCookie(): Promise<void> {
  const { cookieName } = cookieOptions(env().SESSION_SECRETS)
  if ((await cookies()).get(cookieName)) (await openCookie()).destroy()
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
    cookieOptions: {
      secure,
      httpOnly: true,
      sameSite: "lax",
      path: "/",
      maxAge: env().RETENTION + renewedAfter(),
    },
  }
}

/** iron-session numbers its passwords; the number comes from our id, so that it survives any change of the list. */
function passwords(secrets: NamedKey[]): Record<string, string> {
  return Object.fromEntries(secrets.map(({ id, bytes }) => [passwordNumber(id), bytes.toString("base64")]))
}

function passwordNumber(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE()
}
