import { keepShorter } from "@/lib/actions/my-data"
import { call } from "../call"
import { isShared } from "./shared"

/** Seconds that what was written on a shared computer lives when its window is closed and nobody erases it. */
const HOUR = 3600

/** On a shared computer what is kept until `keptUntil` (ISO 8601) is kept for an hour at most. Its new end, if it has one. */
export async function leaveSoon(keptUntil: string): Promise<string> {
  const isLong = Date.parse(keptUntil) - Date.now() > 1.1 * HOUR * 1000
  if (!isShared() || !isLong) return keptUntil
  // Whoever cannot be reached now is asked again with the next message.
  const shortened = await call(() => keepShorter({ retention: HOUR })).catch(() => undefined)
  return shortened?.keptUntil ?? keptUntil
}
