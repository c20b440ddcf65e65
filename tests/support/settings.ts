/** Loopback ports of the two stages; fixed, so that a forgotten process is noticed at once. */
export const APP_PORT = 3517
export const PROVIDER_PORT = 3518
export const FAULTS_APP_PORT = 3527
export const FAULTS_PROVIDER_PORT = 3528
export const APP_URL = `http://127.0.0.1:${APP_PORT}`
export const PROVIDER_URL = `http://127.0.0.1:${PROVIDER_PORT}`

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
    LOG_LEVEL: "warn",
  }
}
