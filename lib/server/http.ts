import "server-only"

/** Headers of every answer that belongs to one visitor. */
export const personal = { "Cache-Control": "private, no-store" }

/** The one answer to whatever is not there or not theirs. */
export function notFound(): Response {
  return Response.json({ error: "Not found" }, { status: 404, headers: personal })
}
