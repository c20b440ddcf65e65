import "server-only"
import { randomUUID } from "node:crypto"
import { sessions } from "../store"
import { type Claim, readCookie, writeCookie } from "./cookie"

export type Session = { id: string; key: Buffer; lifetime: number }

const key = Buffer.alloc(32)
const FOREVER = 86_400

export async function findSession(): Promise<Session | undefined> {
  const claim = await readCookie()
  return claim && recallSession(claim)
}

export async function findClaimed(claim: Claim): Promise<Session | undefined> {
  return recallSession(claim)
}

export function recallSession({ id, token }: Claim): Session | undefined {
  return sessions.get(id) === token ? { id, key, lifetime: FOREVER } : undefined
}

export async function findOwner(): Promise<{ id: string } | undefined> {
  return findSession()
}

export async function ensureSession(_first: object): Promise<Session> {
  const found = await findSession()
  if (found) return found
  const claim = { id: randomUUID(), token: randomUUID() }
  sessions.set(claim.id, claim.token)
  await writeCookie(claim)
  return { id: claim.id, key, lifetime: FOREVER }
}
