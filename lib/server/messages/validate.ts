import "server-only"
import { byteLength, isBlank, storableProblem } from "@/lib/text"
import type { Why } from "@/lib/words/refusals"
import { env } from "../env"

/** Why a visitor's text cannot be accepted: empty, too long, or not storable. Undefined when it can. */
export function textRefusal(text: string): Why | undefined {
  const limit = env().MESSAGE_MAX_BYTES
  if (isBlank(text)) return { code: "empty", about: "message" }
  // A text never has fewer bytes than characters: a huge one is refused without being measured.
  const bytes = text.length > limit ? text.length : byteLength(text)
  if (bytes > limit) return { code: "too_long", about: "message", limit, bytes }
  if (storableProblem(text)) return { code: "malformed", about: "message" }
}
