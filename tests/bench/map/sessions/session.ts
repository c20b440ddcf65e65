import "server-only"
import { createKey } from "../crypto/seal"
import { sessions } from "../store"
import { type Claim, readCookie } from "./cookie"
import type { Lifetime } from "./lifetime"

export type Session = Lifetime & {
  id: string
  key: ReturnType<typeof createKey>
  tokenHash: Uint8Array
  acrossChats?: boolean
}
export type KeyHolder = Pick<Session, "id" | "key" | "acrossChats">

const key = createKey()
const FOREVER: Lifetime = { lifetime: 86_400, touchAfter: Number.POSITIVE_INFINITY, liveUntil: 86_400_000 }

export async function findSession(): Promise<Session | undefined> {
  const claim = await readCookie()
  return claim && recallSession(claim)
}

export async function findClaimed(claim: Claim): Promise<Session | undefined> {
  return recallSession(claim)
}

export function recallSession({ id, token }: Claim): Session | undefined {
  return sessions.get(id) === token ? toSession(id) : undefined
}

export async function rememberAcross(): Promise<void> {}

export async function findOwner(): Promise<{ id: string } | undefined> {
  return findSession()
}

export function toSession(id: string): Session {
  return { ...FOREVER, id, key, tokenHash: new Uint8Array(32) }
}
