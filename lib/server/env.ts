import "server-only"
import { z } from "zod"
import {
  address,
  amount,
  databaseUrl,
  duration,
  keyList,
  limit,
  publicUrl,
  secret,
  timeZone,
  whole,
} from "./env/kinds"

export type { NamedKey } from "./env/kinds"

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const

const schema = z.object({
  PUBLIC_URL: publicUrl,
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: whole(10, 1).default(10),
  OPENAI_API_KEY: z.string().default(""),
  OPENAI_BASE_URL: address("https://api.example.org/v1"),
  CHAT_MODEL: z.string().default("gpt-4.1-mini"),
  CHAT_TEMPERATURE: amount(0.7, 0, 2).optional(),
  EMBEDDING_MODEL: z.string().default(""),
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
  CONTEXT_TOKENS: whole(8000, 256).default(8000),
  REPLY_TOKENS: whole(1500, 1).default(1500),
  REPLY_TIMEOUT: duration
    .refine((seconds) => seconds <= 86_400, "is longer than a day; for example 60s")
    .default(60),
  MESSAGE_MAX_BYTES: whole(32_768, 1, 262_144).default(32_768),
  MASTER_KEYS: keyList,
  SESSION_SECRETS: keyList,
  ADMIN_PASSWORD: secret,
  CRON_SECRET: secret,
  METRICS_TOKEN: secret.optional(),
  CLEANUP_SCHEDULE: z.string().default(""),
  CLEANUP_PERIOD: duration.default(600),
  TIME_ZONE: timeZone,
  PRICE_INPUT_PER_MTOK: amount(0.4, 0).optional(),
  PRICE_OUTPUT_PER_MTOK: amount(0.4, 0).optional(),
  PRICE_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be a currency like EUR")
    .default("USD"),
  DOCUMENTS_DIR: z.string().default(""),
  SAMPLE_DOCUMENTS: z
    .enum(["0", "1"], "must be 1 or 0; for example 1")
    .default("0")
    .transform((value) => value === "1"),
  ALERT_WEBHOOK: address("https://hooks.example.org/T0/B0"),
  OTEL_EXPORTER_OTLP_ENDPOINT: address("http://127.0.0.1:4318"),
  // Node's own, and only this value of it: our connections to the provider are not Node's, and do the same.
  NODE_USE_ENV_PROXY: z
    .string()
    .default("")
    .transform((value) => value === "1"),
  SESSION_MESSAGES_PER_HOUR: limit(60),
  SESSION_TOKENS_PER_DAY: limit(200_000),
  ADDRESS_MESSAGES_PER_HOUR: limit(0),
  SITE_TOKENS_PER_DAY: limit(5_000_000),
  SITE_COST_PER_DAY: amount(5, 0, 1_000_000).default(0),
  TRUSTED_PROXIES: whole(1, 0, 10).default(0),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}; for example info`).default("info"),
})

export type Env = z.output<typeof schema>

let parsed: Env | undefined

/** The settings, read once. Throws one sentence that names every problem, so that a start is refused whole. */
export function env(): Env {
  parsed ??= parseEnv(process.env)
  return parsed
}

/** The names of all settings the app reads. */
export const SETTINGS = Object.keys(schema.shape)

/** Parses settings; an empty value counts as not set. Throws one `Error` naming every setting that is missing or wrong. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""))
  const result = schema.safeParse(filled)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`)
  throw new Error(
    `These settings stop the start: ${[...new Set(problems)].join("; ")}. docs/settings.md lists all settings.`,
  )
}
