import "server-only"
import { randomUUID } from "node:crypto"
import { sessions } from "../store"
import { writeCookie } from "./cookie"
import { findSession, type Session, toSession } from "./session"

export async function ensureSession(_first: object): Promise<Session> {
  const found = await findSession()
  if (found) return found
  const claim = { id: randomUUID(), token: randomUUID() }
  sessions.set(claim.id, claim.token)
  await writeCookie(claim)
  return toSession(claim.id)
}
