import { admit } from "@/lib/server/http/body"
import { personal } from "@/lib/server/http/responses"
import { proveCookie } from "@/lib/server/sessions/cookie"

/**
 * Whether this browser brings our cookie back. One that brought none is given one that says nothing, for a minute: asked
 * twice, that tells. Only pages that have missed the cookie ask.
 */
export async function POST(request: Request) {
  const admitted = await admit(request, 0)
  if (admitted instanceof Response) return admitted
  return Response.json({ kept: await proveCookie() }, { headers: personal })
}
