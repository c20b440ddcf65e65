import "server-only"
import { words } from "@/lib/words/words"
import { refusal } from "./responses"
import { isOwn } from "./same-origin"

/**
 * The body of a request, whole, when our own page (or no page) sent it and it has at most `limit` bytes; else the
 * answer that refuses it: 403 or 413. A larger body is not read to its end.
 */
export async function admit(request: Request, limit: number): Promise<Uint8Array | Response> {
  if (!isOwn(request.headers)) return refusal(403, words.refusals.invalid.other_site)
  const announced = Number(request.headers.get("content-length") ?? 0)
  const body = announced > limit ? undefined : await readBody(request, limit)
  if (body) return body
  // Closed, because a connection that stays open would first have to take the rest of the body.
  return refusal(413, words.http.too_large({ bytes: limit }), { Connection: "close" })
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
