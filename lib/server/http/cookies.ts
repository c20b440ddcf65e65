import "server-only"
import { createHash } from "node:crypto"
import { getIronSession, type SessionOptions } from "iron-session"
import { LRUCache } from "lru-cache"
import { cookies } from "next/headers"
import { z } from "zod"
import { env, type NamedKey } from "../env"
import { perProcess } from "../process"

/** One of our cookies: its name without the prefix that HTTPS adds, and the seconds a browser keeps it. */
export type CookieKind = { name: string; seconds: number }

/**
 * What a cookie carries, sealed: who it says it belongs to and the proof; whether that is a live session, the
 * database decides. `setAt`: milliseconds since 1970.
 */
export type Claim = z.output<typeof claimShape>

const claimShape = z.object({ id: z.uuid(), token: z.string().min(1), setAt: z.number() })

/** Two things stand outside the seal, where several spellings would do: its own code, and the number of the format. */
const OUTSIDE_SEAL = /^[^~]*\*(?<code>[\w-]+)~2$/

/** What stood in cookies that were opened: every request brings one, and opening it is 7 % of what a turn costs. */
const opened = perProcess("cookies", () => new WeakMap<NamedKey[], LRUCache<string, Claim>>())

/** Those that were opened with the secrets in use. */
function openedCookies(): LRUCache<string, Claim> {
  const { SESSION_SECRETS: secrets } = env()
  const known = opened.get(secrets) ?? new LRUCache<string, Claim>({ max: 10_000 })
  opened.set(secrets, known)
  return known
}

/** The claim of this request's cookie. Undefined without a cookie, or with one that was forged or altered. */
export async function readSealed(kind: CookieKind): Promise<Claim | undefined> {
  const sealed = (await cookies()).get(fullName(kind))?.value ?? ""
  if (!isAsWritten(sealed)) return undefined
  const remembered = openedCookies()
  const known = remembered.get(`${kind.name} ${sealed}`)
  if (known) return known
  const claim = claimShape.safeParse(await openCookie(kind)).data
  if (claim) remembered.set(`${kind.name} ${sealed}`, claim)
  return claim
}

/** Sets the cookie, sealed with the current secret. */
export async function writeSealed(
  kind: CookieKind,
  { id, token }: Pick<Claim, "id" | "token">,
): Promise<void> {
  const cookie = await openCookie(kind)
  cookie.updateConfig(cookieOptions(kind, env().SESSION_SECRETS.slice(0, 1)))
  await Object.assign(cookie, { id, token, setAt: Date.now() }).save()
}

/** Whether the browser sent the cookie, whatever it says. */
export async function isSent(kind: CookieKind): Promise<boolean> {
  return (await cookies()).has(fullName(kind))
}

/** Sets a cookie that says nothing, so that one can see whether it comes back. */
export async function writeProbe(kind: CookieKind): Promise<void> {
  const { cookieOptions: options } = cookieOptions(kind, [])
  ;(await cookies()).set(fullName(kind), "-", options)
}

/** Removes the cookie, if the browser sent one. */
export async function clearSealed(kind: CookieKind): Promise<void> {
  if (await isSent(kind)) (await openCookie(kind)).destroy()
}

/** Whether a cookie is spelled just as it was written. */
function isAsWritten(cookie: string): boolean {
  const code = OUTSIDE_SEAL.exec(cookie)?.groups?.code
  return code !== undefined && Buffer.from(code, "base64url").toString("base64url") === code
}

async function openCookie(kind: CookieKind) {
  return getIronSession<Claim>(await cookies(), cookieOptions(kind, env().SESSION_SECRETS))
}

function cookieOptions(kind: CookieKind, secrets: NamedKey[]): SessionOptions {
  return {
    cookieName: fullName(kind),
    password: passwords(secrets),
    // The seal itself does not age: the row decides how long a session lives.
    ttl: 0,
    cookieOptions: { secure: isSecure(), httpOnly: true, sameSite: "lax", path: "/", maxAge: kind.seconds },
  }
}

function fullName({ name }: CookieKind): string {
  return isSecure() ? `__Host-${name}` : name
}

function isSecure(): boolean {
  return env().PUBLIC_URL.startsWith("https:")
}

/** iron-session numbers its passwords; the number comes from our id, so that it survives any change of the list. */
function passwords(secrets: NamedKey[]): Record<string, string> {
  return Object.fromEntries(secrets.map(({ id, bytes }) => [passwordNumber(id), bytes.toString("base64")]))
}

function passwordNumber(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE()
}
