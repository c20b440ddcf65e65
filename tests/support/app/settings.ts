/** Stages that stand side by side, each with a worker, an app, a provider and a database of its own. */
export const STAGES = 2

/** Marks tests that have a long form; `npm run test:long` runs these alone, in that form. */
export const LONG = { tag: "@long" }

/** Marks what takes long by nature, and of which a test of another kind is the short form: `npm run test:long` alone runs it. */
export const ONLY_LONG = { tag: ["@long", "@only-long"] }
export const isLong = process.env.TEST_LONG === "1"

/** Which of them this process plays on; Playwright numbers its workers. */
const STAGE = Number(process.env.TEST_PARALLEL_INDEX ?? 0)

/** The first port of the first stage: another one lets two checkouts be tested side by side. */
const FIRST_PORT = Number(process.env.TEST_PORT ?? 3517)

/** Loopback ports and names of a stage; fixed, so that a forgotten process is noticed at once. */
export function stageOf(stage: number) {
  const ports = FIRST_PORT + 20 * stage
  return {
    appPort: ports,
    providerPort: ports + 1,
    logName: `app-${stage}`,
    database: `E2E_DATABASE_URL_${stage}`,
  }
}

const { appPort, providerPort, logName, database } = stageOf(STAGE)
export const APP_PORT = appPort
export const APP_URL = `http://127.0.0.1:${appPort}`
export const APP_LOG = logName
export const PROVIDER_URL = `http://127.0.0.1:${providerPort}`
export const databaseUrl = () => process.env[database] ?? ""

/** For tests that set a stage of their own; the three ports after the first are theirs, too. */
export const FAULTS_APP_PORT = APP_PORT + 10
export const FAULTS_PROVIDER_PORT = APP_PORT + 11

/** Tokens of one reply at most: enough for 32 kB of hostile text. */
export const REPLY_TOKENS = 24_000

/** Secrets of the app under test: well-formed, and of no worth anywhere else. */
export const SECRETS = {
  MASTER_KEYS: `k1:${Buffer.alloc(32, "a key for tests").toString("base64")}`,
  SESSION_SECRETS: `s1:${Buffer.alloc(32, "cookies of tests").toString("base64")}`,
  ADMIN_PASSWORD: "only for the tests of this page",
  CRON_SECRET: "only-for-the-tests-of-the-cleanup-url",
  METRICS_TOKEN: "only-for-the-tests-of-the-metrics-url",
}

/** Environment of the app under test beside its database: the scripted provider, and limits that do not interfere. */
export function appSettings(providerUrl: string): Record<string, string> {
  return {
    ...SECRETS,
    OPENAI_BASE_URL: `${providerUrl}/v1`,
    OPENAI_API_KEY: "scripted",
    CHAT_MODEL: "scripted",
    REPLY_TOKENS: String(REPLY_TOKENS),
    // A held answer may pause this long; a model that never answers is given up after it.
    REPLY_TIMEOUT: "8s",
    SESSION_MESSAGES_PER_HOUR: "0",
    SESSION_TOKENS_PER_DAY: "0",
    SITE_TOKENS_PER_DAY: "0",
    LOG_LEVEL: "warn",
  }
}
