import "server-only"
import type { Session } from "./session"

export function shorterThan(_lifetime: number): number[] {
  return []
}

export async function countStored(_session: Session): Promise<{ chats: number; messages: number }> {
  return { chats: 0, messages: 0 }
}

export async function eraseSession(
  _session: Session,
): Promise<{ erasedAt: Date; chats: number; messages: number }> {
  throw new Error("not part of this bench")
}
