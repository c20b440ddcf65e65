import "server-only"
import type { Session } from "../sessions/session"

export async function exportOf(_session: Session | undefined): Promise<never> {
  throw new Error("not part of this bench")
}
