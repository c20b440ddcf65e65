import type { ProviderRequest } from "./provider"
import type { Refused } from "./scenarios"

type Body = ProviderRequest["body"]

/** The error that servers give for what they do not take of a request, in the words of one that does so. */
export function complaintOf(body: Body, refuses: Refused[]) {
  const refused = refuses.find((kind) => holds[kind](body))
  return refused && { message: MESSAGES[refused], type: "invalid_request_error", param: null, code: 400 }
}

const holds: Record<Refused, (body: Body) => boolean> = {
  max_tokens: (body) => "max_tokens" in body,
  temperature: (body) => "temperature" in body,
  stream_options: (body) => "stream_options" in body,
  system: ({ messages }) => messages.some(({ role }) => role !== "user" && role !== "assistant"),
  turns: ({ messages }) => !alternates(messages.filter(({ role }) => role !== "system")),
}

const MESSAGES: Record<Refused, string> = {
  max_tokens:
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
  temperature:
    "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) value is supported.",
  stream_options:
    "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted'}]",
  system: "System role not supported",
  turns: "Conversation roles must alternate user/assistant/user/assistant/...",
}

/** As the templates of Gemma and Mistral want it. */
function alternates(messages: Body["messages"]): boolean {
  const inTurn = messages.every(({ role }, at) => role === (at % 2 === 0 ? "user" : "assistant"))
  const spoken = messages.every(({ content }) => String(content).trim() !== "")
  return inTurn && spoken && messages.at(-1)?.role === "user"
}
