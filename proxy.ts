import { type NextRequest, NextResponse } from "next/server"
import { words } from "@/lib/words/words"
import { bodyProblem } from "./lib/request-body"

const isDevelopment = process.env.NODE_ENV === "development"

/**
 * Sets the headers that say what the browser may do, and refuses bodies that Next could not read. It decides nothing about
 * access: every page, route and action does that itself.
 */
export async function proxy(request: NextRequest) {
  const problem = request.method === "POST" && (await bodyProblem(request))
  if (problem) return new NextResponse(`${REFUSALS[problem]}\n`, { status: problem })
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64")
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set("x-nonce", nonce)
  headers.set("Content-Security-Policy", policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set("Content-Security-Policy", policy)
  // A page with a visitor's chat must not come back from a cache or the back button after it was erased.
  response.headers.set("Cache-Control", "private, no-store")
  return response
}

/** Next takes what it cannot read for a fault of ours: 500, and errors in the log. */
const REFUSALS = {
  400: words.http.unreadable_request,
  413: words.http.large_request,
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    // React uses eval for its error stacks in development only.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ")
}

export const config = {
  matcher: [
    {
      source:
        "/((?!api/|_next/static|_next/image|icon\\.svg$|apple-icon\\.png$|favicon\\.ico$|robots\\.txt$).*)",
    },
  ],
}
