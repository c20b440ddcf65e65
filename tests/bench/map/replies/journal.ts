import "server-only"
import type { Lease } from "./lease"

export const REPLY_CHANNEL = "alcove_reply"

export async function flush(
  _lease: Lease,
  _chunk?: object,
): Promise<{ stop: boolean; isEmptied: boolean } | undefined> {
  return { stop: false, isEmptied: false }
}

export async function clearJournal(_lease: Lease): Promise<boolean> {
  return true
}

export async function hasThought(): Promise<boolean> {
  return false
}
