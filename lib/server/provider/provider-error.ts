import "server-only"
import type { FailureCode } from "@/lib/types"

/** Why the provider gave no answer; `status` and `code` as in `Outcome`. Never carries what the provider wrote. */
export class ProviderError extends Error {
  constructor(
    readonly failure: FailureCode,
    readonly status?: number,
    readonly code?: string,
  ) {
    super(`the provider gave no answer: ${failure}`)
    this.name = "ProviderError"
  }
}

/** Whatever says no: what it says is looked at here and not kept. */
export type Refusal = { status: number | undefined; code: string | undefined; words: string }

/** What an error body (JSON of any of the usual shapes, or a text) says; `status`: of the response, if it was not 200. */
export function refusalOf(status: number | undefined, body: unknown): Refusal {
  const [first] = Array.isArray(body) ? body : [body]
  const inner = fieldOf(first, "error") ?? first
  const named = ["code", "type", "status"].map((name) => fieldOf(inner, name) ?? fieldOf(first, name))
  const words = typeof body === "string" ? body : JSON.stringify(body ?? "")
  const number = status ?? statusOf(named)
  return { status: number, code: codeOf(named, number), words: words.slice(0, WORDS) }
}

/** The typed error for a refusal. */
export function providerError(refusal: Refusal): ProviderError {
  return new ProviderError(failureOf(refusal), refusal.status, refusal.code)
}

/** The typed error for a request that got no response at all. */
export function connectionError(error: unknown): ProviderError {
  const code = systemCode(error)
  const shown = code && shortName(code)
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code ?? ""))
    return new ProviderError("cut_off", undefined, shown)
  if (/CERT|SIGNED|TLS|SSL|EPROTO|UNABLE_TO/.test(code ?? ""))
    return new ProviderError("insecure", undefined, shown)
  if (/^HPE_/.test(code ?? "")) return new ProviderError("wrong_address", undefined, shown)
  return new ProviderError("unreachable", undefined, shown)
}

/** The error of ours in another one: the AI SDK may put what our own `fetch` throws into errors of its own. */
export function providerErrorIn(error: unknown): ProviderError | undefined {
  if (error instanceof ProviderError) return error
  return error instanceof Error ? providerErrorIn(error.cause) : undefined
}

/** A field of whatever it is, undefined when it has none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** Characters of an error that are looked at. */
const WORDS = 4000

function failureOf({ status = 500, code = "", words }: Refusal): FailureCode {
  const says = (pattern: RegExp) => pattern.test(code) || pattern.test(words)
  if (status === 402 || says(/insufficient_quota|insufficient.balance|billing|payment required/i))
    return "no_credit"
  if (says(/content_filter|content_policy|ResponsibleAIPolicy|flagged/i)) return "filtered"
  if (status === 401 || status === 403 || says(/api.?key not valid|invalid.?api.?key/i))
    return "not_authorized"
  if (status === 429) return "rate_limited"
  if (status === 408 || status === 504 || status === 524) return "timed_out"
  if (status === 413 || says(TOO_MUCH)) return "too_much"
  if (says(UNKNOWN_MODEL)) return "unknown_model"
  if (status >= 500) return "provider_error"
  return [400, 409, 415, 422].includes(status) ? "rejected" : "wrong_address"
}

const TOO_MUCH =
  /context.?(length|size|window)|maximum context|(prompt|input|request) (is )?too (long|large)/i
const UNKNOWN_MODEL =
  /model.?not.?(found|exist)|invalid.?model|unknown.?model|not a valid model|model[^.{}]{0,120}(not (be )?found|not exist|not available)|no such model/i

/** Providers call it by a word, by a number, or by both; the word says more. */
function codeOf(named: unknown[], status: number | undefined): string | undefined {
  const names = named
    .filter((name) => (typeof name === "string" || typeof name === "number") && Number(name) !== status)
    .flatMap((name) => shortName(String(name)) ?? [])
  return names.find((name) => /[a-z]/.test(name)) ?? names[0]
}

function statusOf(named: unknown[]): number | undefined {
  return named.map(Number).find((number) => number >= 400 && number < 600)
}

/** Undefined for what is no name but a text. */
function shortName(name: string): string | undefined {
  const small = name.toLowerCase()
  return /^[a-z0-9_.-]{1,40}$/.test(small) ? small : undefined
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ("code" in error && typeof error.code === "string") return error.code
  return systemCode(error.cause)
}
