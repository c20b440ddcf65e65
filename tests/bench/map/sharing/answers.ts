import "server-only"
import type { SharedAnswer } from "@/lib/types"

export async function listShared(): Promise<{ answers: SharedAnswer[]; next?: string }> {
  return { answers: [] }
}
