import "server-only"
import { words } from "@/lib/words/words"
import { perProcess } from "../process"
import { refusal } from "./responses"
import { untilLeft } from "./until-left"

/**
 * More tabs than a person watches at once; every one more costs this process a connection and, if the reply is written
 * elsewhere, up to four questions a second to the database.
 */
const STREAMS = 8

export const streams = perProcess("streams", () => new Map<string, number>())

/**
 * The same stream, counted as one of the session's until it ends, is left, or `signal` says that the reader is gone.
 * Undefined when the session reads as many as it may: then nothing is counted and the stream was never begun.
 */
export function admitStream<T>(
  session: string,
  stream: AsyncGenerator<T>,
  signal: AbortSignal,
  limit = STREAMS,
): AsyncGenerator<T> | undefined {
  const open = streams.get(session) ?? 0
  if (open >= limit) return undefined
  streams.set(session, open + 1)
  return untilLeft(stream, signal, () => closeStream(session))
}

/** The answer to one stream more than a session may read. */
export function tooManyStreams(): Response {
  return refusal(429, words.http.too_many_places({ most: STREAMS }), { "Retry-After": "5" })
}

function closeStream(session: string): void {
  const open = (streams.get(session) ?? 0) - 1
  if (open > 0) streams.set(session, open)
  else streams.delete(session)
}
