import { cleanUp, previewCleanup } from "@/lib/server/cleanups/cleanup"
import { env } from "@/lib/server/env"
import { hasBearer } from "@/lib/server/http/bearer"
import { admit } from "@/lib/server/http/body"
import { fleeting, orUnavailable, refusal } from "@/lib/server/http/responses"
import { words } from "@/lib/words/words"

/** Bytes: a cleanup takes no body, but some schedulers send an empty form or object. */
const BODY = 1024

/** Deletes what has expired and answers with the receipt; `?dryRun=1` only counts. 409 while another cleanup works. */
export const POST = orUnavailable(async (request: Request) => {
  if (!hasBearer(request.headers, env().CRON_SECRET))
    return refusal(401, words.http.bearer({ setting: "CRON_SECRET", shown: "SECRET" }))
  const body = await admit(request, BODY)
  if (body instanceof Response) return body
  const receipt = isDryRun(request.url) ? await previewCleanup() : await cleanUp()
  if (!receipt) return Response.json({ status: "busy" }, { status: 409, headers: fleeting })
  return Response.json(receipt, { headers: fleeting })
})

/** The same, for schedulers that can only fetch an address. */
export const GET = POST

/** Looking must not delete, which GET would do for a HEAD. */
export function HEAD() {
  return new Response(null, { status: 405, headers: { ...fleeting, Allow: "GET, POST" } })
}

function isDryRun(url: string): boolean {
  const wish = new URL(url).searchParams.get("dryRun")
  return wish !== null && wish !== "0" && wish !== "false"
}
