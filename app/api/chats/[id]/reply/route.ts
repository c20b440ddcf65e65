import type { z } from "zod"
import { type Claim, readCookie, renewCookie } from "@/lib/server/cookie"
import { admitStream, tooManyStreams } from "@/lib/server/doors"
import { followHere, followReply } from "@/lib/server/follow"
import { notFound, personal } from "@/lib/server/http"
import { findClaimed, recallSession } from "@/lib/server/session"
import { eventStream } from "@/lib/server/sse"
import { followInput } from "@/lib/validation"

/**
 * The running reply of a chat from `?after=` on, as server-sent events; 204 when nothing is running, 429 when the
 * session follows too many already.
 */
export async function GET(request: Request, { params }: RouteContext<"/api/chats/[id]/reply">) {
  const claim = await readCookie()
  const after = new URL(request.url).searchParams.get("after") ?? "0"
  const parsed = followInput.safeParse({ chatId: (await params).id, after })
  if (!claim || !parsed.success) return notFound()
  const reply = await follow(claim, parsed.data, request.signal)
  if (!reply) return notFound()
  await renewCookie(claim)
  if (reply === "idle") return new Response(null, { status: 204, headers: personal })
  // Nobody would read the stream, so it would never end.
  if (request.method === "HEAD") return new Response(null, { headers: personal })
  const stream = admitStream(claim.id, reply, request.signal)
  return stream ? eventStream(stream) : tooManyStreams()
}

/** Most readers follow what this very process is writing for them; everyone else is looked up. */
async function follow(claim: Claim, { chatId, after }: z.output<typeof followInput>, signal: AbortSignal) {
  const recalled = recallSession(claim)
  const here = recalled && followHere(recalled, chatId, after, signal)
  if (here) return here
  const session = await findClaimed(claim)
  return session && followReply(session, chatId, after, signal)
}
