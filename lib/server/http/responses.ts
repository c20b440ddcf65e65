import "server-only"

/** Headers of every answer that belongs to one visitor. */
export const personal = { "Cache-Control": "private, no-store" }

/** Headers of an answer that belongs to no visitor, and is true only now. */
export const fleeting = { "Cache-Control": "no-store" }

/** The one answer to what is not there or another visitor's. */
export function notFound(): Response {
  return Response.json({ error: "Not found" }, { status: 404, headers: personal })
}

/** An answer that refuses; `error` tells a person what to do next. */
export function refusal(status: number, error: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error }, { status, headers: { ...fleeting, ...headers } })
}
