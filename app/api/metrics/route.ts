import { env } from "@/lib/server/env"
import { hasBearer } from "@/lib/server/http/bearer"
import { fleeting, notFound, refusal } from "@/lib/server/http/responses"
// They are defined where it is loaded.
import "@/lib/server/status/metrics"
import { listMetrics } from "@/lib/server/telemetry/metrics"
import { words } from "@/lib/words/words"

/** The figures of this process as Prometheus text; not there at all without METRICS_TOKEN. */
export async function GET(request: Request) {
  const token = env().METRICS_TOKEN
  if (!token) return notFound()
  if (!hasBearer(request.headers, token))
    return refusal(401, words.http.bearer({ setting: "METRICS_TOKEN", shown: "TOKEN" }))
  const { type, text } = await listMetrics()
  return new Response(text, { headers: { ...fleeting, "Content-Type": type } })
}
