import "server-only"
import { z } from "zod"
import { parseAddress } from "@/drizzle/address.mjs"
import { isEasyToGuess, SHORTEST_PASSWORD } from "@/lib/password"

const TEN_YEARS = 10 * 365 * 86_400

/** `30d`, `12h`, `45m`, `5s` → seconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d*[smhd]$/, "must be a number with s, m, h or d, for example 30d")
  .transform((text) => Number.parseInt(text, 10) * { s: 1, m: 60, h: 3600, d: 86400 }[text.slice(-1) as Unit])
  .refine((seconds) => seconds <= TEN_YEARS, "is longer than ten years; for example 30d")
type Unit = "s" | "m" | "h" | "d"

const text = (value: number) => `must be a number, for example ${value}`

/** A number within bounds; `example` is what a refusal shows. */
export const amount = (example: number, minimum: number, maximum = Number.MAX_SAFE_INTEGER) =>
  z.coerce
    .number(text(example))
    .min(minimum, `must be at least ${minimum}, for example ${example}`)
    .max(maximum, `must be at most ${maximum}, for example ${example}`)

/** The same without a fraction. */
export const whole = (...bounds: Parameters<typeof amount>) =>
  amount(...bounds).int(`must be a whole number, for example ${bounds[0]}`)

/** How much is allowed; 0: without limit. */
export const limit = (standard: number) => whole(standard || 600, 0, 1_000_000_000).default(standard)

/** An address of another server, or nothing. */
export const address = (example: string) =>
  z
    .union([z.literal(""), z.url({ protocol: /^https?$/, error: `must be an address like ${example}` })])
    .default("")

/** What visitors type, and nothing behind it: a site has its host and port to itself. */
export const publicUrl = z
  .string()
  .refine(
    isBareOrigin,
    "must be scheme and host as visitors type them, without a path, like https://chat.example.org",
  )
  .transform((text) => text && new URL(text).origin)
  .default("")

/** What the client can make something of; the sentence comes from there, without the name. */
export const databaseUrl = z
  .string("is missing, for example postgres://user:password@host:5432/name")
  .superRefine((text, context) => {
    try {
      parseAddress(text)
    } catch (error) {
      const message = error instanceof Error ? error.message.replace("DATABASE_URL ", "") : String(error)
      context.addIssue({ code: "custom", message })
    }
  })

/** One secret of a rotation list: a name that stays, and its bytes. */
export type NamedKey = { id: string; bytes: Buffer }

const KEYS = "k1:KEY or k1:KEY,k2:KEY, where openssl rand -base64 32 prints a KEY"
const NO_KEYS = `is missing: it must be like ${KEYS}`

/** `id:base64,id:base64`, first = current; each at least 32 random bytes. */
export const keyList = z
  .string(NO_KEYS)
  .min(1, NO_KEYS)
  .transform((text, context): NamedKey[] => {
    const keys = text.split(",").map(parseNamedKey)
    const problem = keyListProblem(keys)
    if (problem) context.addIssue({ code: "custom", message: problem })
    return keys
  })

const NO_SECRET = "is missing, for example what this prints: openssl rand -base64 18"

export const secret = z
  .string(NO_SECRET)
  .min(1, NO_SECRET)
  .refine(
    (text) => [...text].length >= SHORTEST_PASSWORD,
    `is too short (${SHORTEST_PASSWORD} characters or more, for example what this prints: openssl rand -base64 18)`,
  )
  .refine(
    (text) => !isEasyToGuess(text),
    "is too easy to guess; this prints a good one: openssl rand -base64 18",
  )

/** The operator's time zone. */
export const timeZone = z.string().refine(isTimeZone, "must be a time zone like Europe/Berlin").default("UTC")

/** A path, a question, a user and a fragment are no part of it; a slash at the end is forgiven. */
function isBareOrigin(text: string): boolean {
  if (text === "") return true
  if (!/^https?:\/\/[^/?#@\\*,\s]+\/?$/i.test(text)) return false
  return URL.canParse(text)
}

/**
 * Also what may stand in SQL as it is, and means the same there: Postgres turns the sign of `+05` around, and takes
 * `IST` for another country's.
 */
function isTimeZone(name: string): boolean {
  try {
    return (
      /^(UTC|[a-z]+\/[\w+/-]+)$/i.test(name) &&
      new Intl.DateTimeFormat(undefined, { timeZone: name }) !== undefined
    )
  } catch {
    return false
  }
}

function parseNamedKey(entry: string): NamedKey {
  const [id = "", base64 = ""] = entry.trim().split(":", 2)
  return { id, bytes: Buffer.from(base64, "base64") }
}

function keyListProblem(keys: NamedKey[]): string | undefined {
  if (keys.some((key) => !/^[\w-]{1,32}$/.test(key.id)))
    return `must be a list of id:base64 (id: letters, digits, - or _), like ${KEYS}`
  if (new Set(keys.map((key) => key.id)).size < keys.length)
    return `has the same id twice; it must be like ${KEYS}`
  const weak = keys.find((key) => key.bytes.length < 32 || new Set(key.bytes).size < 8)
  if (weak)
    return `is weak: key "${weak.id}" needs 32 random bytes, for example from: openssl rand -base64 32`
}
