import type { z } from "zod"
import { eventStream, eventsSoFar } from "@/lib/server/chats/event-stream"
import { followHere, followReply } from "@/lib/server/chats/follow"
import { notFound, orUnavailable, personal } from "@/lib/server/http/responses"
import { admitStream, tooManyStreams } from "@/lib/server/http/stream-limit"
import { type Claim, readCookie, renewCookie } from "@/lib/server/sessions/cookie"
import { findClaimed, recallSession } from "@/lib/server/sessions/session"
import { followInput } from "@/lib/validation"

/**
 * The running reply of a chat from `?after=` on, as server-sent events; 204 when nothing is running, 429 when the
 * session follows too many already. With `&wait=0` the events there are at this moment, the ending among them if it has
 * ended: for who looks now and then, and holds no connection in between.
 */
export const GET = orUnavailable(
  async (request: Request, { params }: RouteContext<"/api/chats/[id]/reply">) => {
    const claim = await readCookie()
    const query = new URL(request.url).searchParams
    const parsed = followInput.safeParse({ chatId: (await params).id, after: query.get("after") ?? "0" })
    if (!claim || !parsed.success) return notFound()
    const waits = query.get("wait") !== "0"
    const reply = await follow(claim, parsed.data, waits ? request.signal : AbortSignal.abort())
    if (!reply) return notFound()
    await renewCookie(claim)
    if (reply === "idle") return new Response(null, { status: 204, headers: personal })
    // A HEAD request reads no stream, so it would never end.
    if (request.method === "HEAD") return new Response(null, { headers: personal })
    if (!waits) return eventsSoFar(reply)
    const stream = admitStream(claim.id, reply, request.signal)
    return stream ? eventStream(stream, request.signal) : tooManyStreams()
  },
)

/** Most readers follow what this very process is writing for them; everyone else is looked up. */
async function follow(claim: Claim, { chatId, after }: z.output<typeof followInput>, signal: AbortSignal) {
  const recalled = recallSession(claim)
  const here = recalled && followHere(recalled, chatId, after, signal)
  if (here) return here
  const session = await findClaimed(claim)
  return session && followReply(session, chatId, after, signal)
}
