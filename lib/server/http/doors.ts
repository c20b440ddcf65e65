import "server-only"
import { createHash, timingSafeEqual } from "node:crypto"
import { headers } from "next/headers"
import type { Refusal } from "@/lib/types"
import { perProcess } from "../process"
import { refusal } from "./responses"
import { isOwnOrigin } from "./same-origin"
import { untilLeft } from "./until-left"

/*
 * What a door asks before it does anything: whose page sent this, is it small enough, does it know the secret, and how
 * many streams does this session hold already. None of it asks the database.
 */

const FOREIGN_PAGE =
  "This came from a page of another site, or this site does not know the address in your browser as its own. Open it " +
  "under its usual address and try again. (For whoever runs it: PUBLIC_URL must say what visitors type.)"

/** Whether one of our own pages (or no page at all: curl, a crontab) made the request behind this action. */
export async function isOwnPage(): Promise<boolean> {
  return isOwn(await headers())
}

/** What an action returns to a page that is not our own. */
export const FOREIGN: { ok: false; error: Refusal } = {
  ok: false,
  error: { code: "invalid", message: FOREIGN_PAGE },
}

/**
 * The body of a request, whole, when our own page (or no page) sent it and it has at most `limit` bytes; else the
 * answer that refuses it: 403 or 413. A larger body is not read to its end.
 */
export async function admit(request: Request, limit: number): Promise<Uint8Array | Response> {
  if (!isOwn(request.headers)) return refusal(403, FOREIGN_PAGE)
  const announced = Number(request.headers.get("content-length") ?? 0)
  const body = announced > limit ? undefined : await readBody(request, limit)
  if (body) return body
  // Closed, because a connection that stays open would first have to take the rest of the body.
  return refusal(413, `This request is larger than ${limit} bytes. Send less.`, { Connection: "close" })
}

/** Whether the request shows `Authorization: Bearer SECRET`, exactly so; takes as long for a near miss as for any other. */
export function hasBearer(headers: Headers, secret: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(hash(headers.get("authorization") ?? ""), hash(`Bearer ${secret}`))
}

/**
 * More tabs than a person watches at once; every one more costs this process a connection and, if the reply is written
 * elsewhere, up to four questions a second to the database.
 */
const STREAMS = 8

const streams = perProcess("streams", () => new Map<string, number>())

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
  const error = `This chat is open in more than ${STREAMS} places. Close some of them, then reload.`
  return refusal(429, error, { "Retry-After": "5" })
}

/** Whether a person opened the page: typed, from a bookmark, as the start page, or from a page of ours. */
export function isOwnNavigation(headers: Pick<Headers, "get">): boolean {
  return OWN_SITES.has(headers.get("sec-fetch-site"))
}

const OWN_SITES = new Set([null, "same-origin", "none"])

/** Browsers name the page that sends: what names none is no browser, and holds no cookie it was not given. */
function isOwn(headers: Pick<Headers, "get">): boolean {
  if (!OWN_SITES.has(headers.get("sec-fetch-site"))) return false
  const origin = headers.get("origin")
  return origin === null || isOwnOrigin(origin, headers.get("host"))
}

async function readBody(request: Request, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.byteLength
    // Leaving the loop cancels the stream.
    if (size > limit) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function closeStream(session: string): void {
  const open = (streams.get(session) ?? 0) - 1
  if (open > 0) streams.set(session, open)
  else streams.delete(session)
}
