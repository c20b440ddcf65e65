import "server-only"
import { z } from "zod"
import { isEasyToGuess, SHORTEST_PASSWORD } from "@/lib/password"

const TEN_YEARS = 10 * 365 * 86_400

/** `30d`, `12h`, `45m`, `5s` → seconds. */
const duration = z
  .string()
  .regex(/^[1-9]\d*[smhd]$/, "must be a number with s, m, h or d, for example 30d")
  .transform((text) => Number.parseInt(text, 10) * { s: 1, m: 60, h: 3600, d: 86400 }[text.slice(-1) as Unit])
  .refine((seconds) => seconds <= TEN_YEARS, "is longer than ten years")
type Unit = "s" | "m" | "h" | "d"

const whole = (minimum: number) => z.coerce.number().int().min(minimum)

/** One secret of a rotation list: a name that stays, and its bytes. */
export type NamedKey = { id: string; bytes: Buffer }

/** `id:base64,id:base64`, first = current; each at least 32 random bytes. */
const keyList = z
  .string("is missing")
  .min(1, "is missing")
  .transform((text, context): NamedKey[] => {
    const keys = text.split(",").map(parseNamedKey)
    const problem = keyListProblem(keys)
    if (problem) context.addIssue({ code: "custom", message: problem })
    return keys
  })

const secret = z
  .string("is missing")
  .min(1, "is missing")
  .refine(
    (text) => [...text].length >= SHORTEST_PASSWORD,
    `is too short (${SHORTEST_PASSWORD} characters or more)`,
  )
  .refine((text) => !isEasyToGuess(text), "is too easy to guess")

const schema = z.object({
  PUBLIC_URL: z
    .union([z.literal(""), z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)])
    .default(""),
  DATABASE_URL: z
    .string("is missing")
    .min(1, "is missing")
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://"),
  DATABASE_POOL_SIZE: whole(1).default(10),
  OPENAI_API_KEY: z.string().default(""),
  OPENAI_BASE_URL: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).default(""),
  CHAT_MODEL: z.string().default("gpt-4.1-mini"),
  CHAT_TEMPERATURE: z.coerce.number().min(0).max(2).optional(),
  CHAT_TITLE: z.string().default("Alcove"),
  WELCOME_MESSAGE: z.string().default("Ask a question. You can come back to the answer later."),
  SYSTEM_PROMPT: z
    .string()
    .default(
      "You are a helpful assistant in a public place. Answer clearly and briefly. Say so when you do not know.",
    ),
  OPERATOR_NAME: z.string().default(""),
  OPERATOR_CONTACT: z.string().default(""),
  ACCENT_COLOR: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, "must be a colour like #1f6f5c")
    .default("#1f6f5c"),
  RETENTION: duration.default(30 * 86400),
  TEMPORARY_RETENTION: duration.default(3600),
  KIOSK_IDLE: duration.default(180),
  CONTEXT_TOKENS: whole(256).default(8000),
  REPLY_TOKENS: whole(1).default(1500),
  REPLY_TIMEOUT: duration.refine((seconds) => seconds <= 86_400, "is longer than a day").default(60),
  MESSAGE_MAX_BYTES: whole(1).max(262_144).default(32_768),
  MASTER_KEYS: keyList,
  SESSION_SECRETS: keyList,
  ADMIN_PASSWORD: secret,
  CRON_SECRET: secret,
  METRICS_TOKEN: secret.optional(),
  CLEANUP_SCHEDULE: z.string().default(""),
  CLEANUP_PERIOD: duration.default(600),
  TIME_ZONE: z.string().refine(isTimeZone, "must be a time zone like Europe/Berlin").default("UTC"),
  PRICE_INPUT_PER_MTOK: z.coerce.number().min(0).optional(),
  PRICE_OUTPUT_PER_MTOK: z.coerce.number().min(0).optional(),
  PRICE_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be a currency like EUR")
    .default("USD"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).default(""),
  TRUSTED_PROXIES: whole(0).max(10).default(0),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
})

export type Env = z.output<typeof schema>

let parsed: Env | undefined

/** The settings, read once. Throws one sentence that names every problem, so that a start is refused whole. */
export function env(): Env {
  parsed ??= parseEnv(process.env)
  return parsed
}

/** Parses settings; an empty value counts as not set. Throws one `Error` naming every setting that is missing or wrong. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""))
  const result = schema.safeParse(filled)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`)
  throw new Error(
    `These settings stop the start: ${[...new Set(problems)].join("; ")}. See the settings table in README.md.`,
  )
}

/**
 * Also what may stand in SQL as it is, and means the same there: Postgres turns the sign of `+05` around, and takes
 * `IST` for another country's.
 */
function isTimeZone(name: string): boolean {
  try {
    return (
      /^(UTC|[a-z]+\/[\w+/-]+)$/i.test(name) &&
      new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined
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
    return "must be a list of id:base64 (id: letters, digits, - or _)"
  if (new Set(keys.map((key) => key.id)).size < keys.length) return "has the same id twice"
  const weak = keys.find((key) => key.bytes.length < 32 || new Set(key.bytes).size < 8)
  if (weak)
    return `is weak: key "${weak.id}" needs 32 random bytes, for example from: openssl rand -base64 32`
}
