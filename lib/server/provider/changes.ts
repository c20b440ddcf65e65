import "server-only"
import type { Body } from "./ask"
import { fieldOf } from "./provider-error"

/** Something that servers do not take of a request, and the request without it. */
export type Change = {
  /** Whether an error, in the server's words, asks for it. */
  isAsked: (words: string, body: Body) => boolean
  apply: (body: Body) => Body
}

/** In the order in which they are tried. */
export const changes: Change[] = [
  {
    isAsked: (words, body) =>
      "max_tokens" in body && words.includes("max_completion_tokens") && !/too large/i.test(words),
    apply: ({ max_tokens, ...body }) => ({ ...body, max_completion_tokens: max_tokens }),
  },
  // What it says beyond `REPLY_TOKENS` is cut here, too.
  leavingOut("max_tokens"),
  leavingOut("max_completion_tokens"),
  leavingOut("max_output_tokens"),
  leavingOut("temperature"),
  leavingOut("stream_options"),
  {
    isAsked: (words, { messages }) => REFUSES_SYSTEM.test(words) && isInstruction(listOf(messages)[0]),
    apply: (body) => ({ ...body, messages: withoutSystem(listOf(body.messages)) }),
  },
]

function leavingOut(name: string): Change {
  return {
    isAsked: (words, body) => name in body && new RegExp(`\\b${name}\\b`).test(words),
    apply: ({ [name]: _, ...body }) => body,
  }
}

/** Templates of models that know no instructions beside the conversation (Gemma), and models with another name for them. */
const REFUSES_SYSTEM =
  /(system|developer)\b.{0,40}(unsupported|not? support|not allowed)|(unsupported|not? support).{0,60}(system|developer)|unexpected role.{0,10}(system|developer)/i

function isInstruction(message: unknown): boolean {
  return ["system", "developer"].includes(String(fieldOf(message, "role")))
}

/** The instructions stand before the first question instead. */
function withoutSystem([system, first, ...others]: unknown[]): unknown[] {
  if (!isInstruction(system)) return [system, first, ...others]
  const content = `${fieldOf(system, "content")}\n\n${fieldOf(first, "content")}`
  return [{ role: "user", content }, ...others]
}

function listOf(messages: unknown): unknown[] {
  return Array.isArray(messages) ? messages : []
}
