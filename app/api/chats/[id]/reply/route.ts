import { renewCookie } from "@/lib/server/cookie"
import { notFound, personal } from "@/lib/server/http"
import { followReply } from "@/lib/server/replies"
import { findSession } from "@/lib/server/session"
import { eventStream } from "@/lib/server/sse"
import { followInput } from "@/lib/validation"

/** The running reply of a chat from `?after=` on, as server-sent events; 204 when nothing is running. */
export async function GET(request: Request, { params }: RouteContext<"/api/chats/[id]/reply">) {
  const session = await findSession()
  const after = new URL(request.url).searchParams.get("after") ?? "0"
  const parsed = followInput.safeParse({ chatId: (await params).id, after })
  if (!session || !parsed.success) return notFound()
  const reply = await followReply(session, parsed.data.chatId, parsed.data.after, request.signal)
  if (!reply) return notFound()
  await renewCookie()
  if (reply === "idle") return new Response(null, { status: 204, headers: personal })
  return eventStream(reply)
}
