import "server-only"
import { words } from "@/lib/words/words"
import { Unavailable, withinDeadline } from "../db/client"
import { log } from "../telemetry/log"

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

/** The same handler of a route, which says so when there is no way to the database. */
export function orUnavailable<Given extends unknown[]>(handle: (...given: Given) => Promise<Response>) {
  return async (...given: Given): Promise<Response> => {
    try {
      return await withinDeadline(() => handle(...given))
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      log().warn({ error }, "a request found no way to the database")
      return refusal(503, words.http.unavailable, { "Retry-After": "5" })
    }
  }
}
