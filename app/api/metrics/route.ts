import { env } from "@/lib/server/env"
import { hasBearer } from "@/lib/server/http/bearer"
import { fleeting, notFound, refusal } from "@/lib/server/http/responses"
import { listMetrics } from "@/lib/server/telemetry/metrics"

/** The figures of this process as Prometheus text; not there at all without METRICS_TOKEN. */
export async function GET(request: Request) {
  const token = env().METRICS_TOKEN
  if (!token) return notFound()
  if (!hasBearer(request.headers, token)) return refusal(401, UNAUTHORIZED)
  const { type, text } = await listMetrics()
  return new Response(text, { headers: { ...fleeting, "Content-Type": type } })
}

const UNAUTHORIZED =
  "Send the header Authorization: Bearer TOKEN, with the value of METRICS_TOKEN from the settings of this site."
