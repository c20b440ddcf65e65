import "server-only"
import { fieldOf } from "./provider-error"

/** Tokens a provider read and wrote. */
export type Usage = { inputTokens: number; outputTokens: number }

/** What one piece of a chat completion says, as far as it is understood. */
export type Said = {
  text: string
  /** The text is all of the answer, and no further piece of it. */
  whole: boolean
  /** The model is thinking; what, is not kept. */
  thinking: boolean
  refused: boolean
  /** The model wants to use a tool. */
  tool: boolean
  finish?: string
  usage?: Usage
  error?: unknown
}

/** Reads a piece liberally: text where there is text, and what is not understood is nothing. */
export function understand(piece: unknown): Said {
  const choice = firstChoice(fieldOf(piece, "choices"))
  const delta = fieldOf(choice, "delta")
  const message = delta ? undefined : fieldOf(choice, "message")
  const part = delta || message
  const refusal = textOf(fieldOf(part, "refusal"))
  const finish = fieldOf(choice, "finish_reason")
  return {
    text: textOf(fieldOf(part, "content")) + textOf(fieldOf(choice, "text")) + refusal,
    whole: message !== undefined,
    thinking: THOUGHTS.some((name) => isFilled(fieldOf(part, name))) || thinks(fieldOf(part, "content")),
    refused: refusal !== "",
    tool: isFilled(fieldOf(part, "tool_calls")) || isFilled(fieldOf(part, "function_call")),
    finish: typeof finish === "string" && finish !== "" ? finish : undefined,
    usage: usageOf(fieldOf(piece, "usage") ?? fieldOf(fieldOf(piece, "x_groq"), "usage")),
    error: errorOf(piece),
  }
}

/** Where models put their thoughts when they keep them apart from the answer. */
const THOUGHTS = ["reasoning_content", "reasoning", "reasoning_details", "thinking", "thought"]

/** Two answers are sometimes sent although one was asked for: only the first is read. */
function firstChoice(choices: unknown): unknown {
  if (!Array.isArray(choices)) return undefined
  return choices.find((choice) => choice && Number(fieldOf(choice, "index") ?? 0) === 0)
}

/** A text, or a list of parts of which some are texts. */
function textOf(content: unknown): string {
  return Array.isArray(content) ? content.map(partOf).join("") : partOf(content)
}

function partOf(part: unknown): string {
  if (typeof part === "string") return part
  const text = fieldOf(part, "text")
  return typeof text === "string" && !thinks([part]) ? text : ""
}

function thinks(content: unknown): boolean {
  return Array.isArray(content) && content.some((part) => /think|reason/.test(String(fieldOf(part, "type"))))
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** Undefined when it does not say, or what it says is no count. */
function usageOf(usage: unknown): Usage | undefined {
  const inputTokens = Number(fieldOf(usage, "prompt_tokens") ?? Number.NaN)
  const outputTokens = Number(fieldOf(usage, "completion_tokens") ?? Number.NaN)
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined
}

/** Whether it can be stored: an answer must not be lost for a number beside it. */
export function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value < 2 ** 31
}

function errorOf(piece: unknown): unknown {
  const [first] = Array.isArray(piece) ? piece : [piece]
  return fieldOf(first, "error") || (fieldOf(first, "object") === "error" ? first : undefined)
}
