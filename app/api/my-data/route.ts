import { env } from "@/lib/server/env"
import { admit } from "@/lib/server/http/body"
import { orUnavailable, personal, refusal } from "@/lib/server/http/responses"
import { admitStream } from "@/lib/server/http/stream-limit"
import { eraseAsker } from "@/lib/server/my-data/erase"
import { exportOf } from "@/lib/server/my-data/export"
import { htmlOf, READ_ONLY } from "@/lib/server/my-data/export-html"
import { jsonOf } from "@/lib/server/my-data/export-json"
import { findSession } from "@/lib/server/sessions/session"
import { words } from "@/lib/words/words"

/** Everything the visitor owns, to be saved: as JSON, or with `?format=html` as a page to read. */
export const GET = orUnavailable(async (request: Request) => {
  const format = formatOf(request)
  if (!format) return unknownFormat()
  const session = await findSession()
  const found = await exportOf(session)
  const pieces = format === "html" ? htmlOf(found, env().CHAT_TITLE) : jsonOf(found)
  const admitted = session ? admitStream(`${session.id}/export`, pieces, request.signal, AT_ONCE) : pieces
  if (!admitted) return refusal(429, words.http.downloading, { "Retry-After": "30" })
  return new Response(streamOf(admitted), { headers: HEADERS[format] })
})

/** Erases everything the visitor owns: the form of who has no scripts. The page after it says that nothing is stored. */
export const POST = orUnavailable(async (request: Request) => {
  const admitted = await admit(request, FORM)
  if (admitted instanceof Response) return admitted
  await eraseAsker(null)
  return new Response(null, { status: 303, headers: { ...personal, Location: "/my-data" } })
})

/** Bytes of that form at most. */
const FORM = 1024

/** Downloads of one visitor: each holds a page of messages in memory for as long as its reader takes. */
const AT_ONCE = 2

/** The same headers for everybody; nothing is read. */
export function HEAD(request: Request) {
  const format = formatOf(request)
  return format ? new Response(null, { headers: HEADERS[format] }) : unknownFormat()
}

const HEADERS = {
  json: {
    ...personal,
    "Content-Type": "application/json",
    "Content-Disposition": 'attachment; filename="my-data.json"',
  },
  html: {
    ...personal,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Disposition": 'attachment; filename="my-data.html"',
    "Content-Security-Policy": READ_ONLY,
  },
}

function formatOf(request: Request): keyof typeof HEADERS | undefined {
  const format = new URL(request.url).searchParams.get("format") ?? "json"
  return format === "json" || format === "html" ? format : undefined
}

function unknownFormat(): Response {
  return refusal(400, words.http.export_formats)
}

/** Made as fast as the reader takes it: a long export is never in memory as a whole. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
