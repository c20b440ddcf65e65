import "server-only"
import { byteLength, isBlank, storableProblem } from "@/lib/text"
import type { Refusal } from "@/lib/types"
import { env } from "../env"

/** Why a visitor's text cannot be accepted: empty, too long, or not storable. Undefined when it can. */
export function textRefusal(text: string): Refusal | undefined {
  const limit = env().MESSAGE_MAX_BYTES
  if (isBlank(text)) return { code: "empty", message: "Write something first." }
  // A text never has fewer bytes than characters: a huge one is refused without being measured.
  const bytes = text.length > limit ? text.length : byteLength(text)
  if (bytes > limit) return { code: "too_long", message: tooLong(bytes, limit) }
  if (storableProblem(text)) return { code: "malformed", message: MALFORMED }
}

const MALFORMED =
  "The text contains a character that cannot be stored (NUL or half a character). Remove it and send again."

function tooLong(bytes: number, limit: number): string {
  const percent = Math.ceil((100 * (bytes - limit)) / bytes)
  return `The text is too long: ${limit.toLocaleString("en")} bytes fit, it has ${bytes.toLocaleString("en")}. Shorten it by about ${percent} % or send it in parts.`
}
