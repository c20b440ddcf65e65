import { keepShorter } from "@/lib/actions/my-data"
import { sharedLifetime } from "@/lib/kept"
import { call } from "../call"
import { isShared } from "./shared"

/** On a shared computer what is kept until `keptUntil` (ISO 8601) is kept for an hour at most. Its new end, if it has one. */
export async function leaveSoon(keptUntil: string): Promise<string> {
  const rest = (Date.parse(keptUntil) - Date.now()) / 1000
  if (!isShared() || sharedLifetime(rest) === rest) return keptUntil
  return (await shorten()) ?? keptUntil
}

/** Keeps what was written for as long as on a shared computer. Its new end; undefined when it is kept no longer anyway. */
export async function shorten(): Promise<string | undefined> {
  // A server that cannot be reached now is asked again with the next message.
  const shortened = await call(() => keepShorter({ retention: SHARED })).catch(() => undefined)
  return shortened?.keptUntil
}

const SHARED = sharedLifetime(Number.POSITIVE_INFINITY)
