import "server-only"
import type { Remembered } from "@/lib/types"

export async function noteStanding(): Promise<void> {}

export async function listRemembered(): Promise<Remembered[]> {
  return []
}

export async function forgetRemembered(): Promise<boolean> {
  return false
}
