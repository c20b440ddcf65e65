import "server-only"
import { createHash, timingSafeEqual } from "node:crypto"

/** Whether the request shows `Authorization: Bearer SECRET`, exactly so; takes as long for a near miss as for any other. */
export function hasBearer(headers: Headers, secret: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(hash(headers.get("authorization") ?? ""), hash(`Bearer ${secret}`))
}
