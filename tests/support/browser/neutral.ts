import type { APIRequestContext } from "@playwright/test"

export type Answer = { status: number; headers: Record<string, string>; body: string }

/** What an address answers, made `neutral`. */
export async function read(client: APIRequestContext, path: string) {
  const response = await client.get(path)
  return neutral({ status: response.status(), headers: response.headers(), body: await response.text() })
}

/**
 * An answer without what differs between any two: ids, times, the nonce, the value of a new cookie, the name Next gives
 * to a request, the files it had time to announce, and the numbers and order of the rows in which it streams a page.
 */
export function neutral({ status, headers, body }: Answer) {
  const { "content-security-policy": policy = "", ...rest } = headers
  for (const name of ["date", "link", "x-request-id"]) delete rest[name]
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "no nonce"
  const cut = (text: string) =>
    VARYING.reduce((rest, part) => rest.replaceAll(part, "…"), text.replaceAll(nonce, "…"))
  return { status, headers: cut(JSON.stringify(rest)), body: rowsOf(body).map(cut).sort() }
}

const VARYING = [
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|(?<="now":)\d{13}|(?<=Expires=)[^;]+/g,
  /Fe26\.2[^;\s"]+/g,
  /(?<=")[\w-]{21}[vm](?=")/g,
]
const STREAMED = /<script[^>]*>self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)<\/script>/g

/** The rows of a page, or of an action's answer, which is nothing but rows. */
function rowsOf(body: string): string[] {
  const streamed = [...body.matchAll(STREAMED)].map(([, row = ""]) => JSON.parse(row)).join("")
  const rows = (streamed || body)
    .split("\n")
    .map((row) => row.replace(/^[0-9a-f]+:/, "").replaceAll(/\$[A-Z]?[0-9a-f]+\b/g, "$"))
  return [...(streamed ? [body.replaceAll(STREAMED, "")] : []), ...rows]
}
