import { findHealth } from "@/lib/server/status/health"

/** Whether this process can serve: 503 when the database does not answer within 2 s, and when the process was told to go. */
export async function GET() {
  const health = await findHealth()
  return Response.json(health, {
    status: health.status === "ok" ? 200 : 503,
    headers: { "Cache-Control": "no-store" },
  })
}
