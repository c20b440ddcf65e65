import { expect, test } from "vitest"
import { parseEnv, SETTINGS } from "@/lib/server/env"

const key = (id: string) =>
  `${id}:${Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString("base64")}`
const good = {
  DATABASE_URL: "postgres://alcove@127.0.0.1/alcove",
  MASTER_KEYS: key("k1"),
  SESSION_SECRETS: `${key("new")},${key("old")}`,
  ADMIN_PASSWORD: "long enough for a test",
  CRON_SECRET: "long enough for a test",
}

test("the five settings without a default are enough", () => {
  const env = parseEnv(good)
  expect(env).toMatchObject({
    RETENTION: 30 * 86400,
    CONTEXT_TOKENS: 8000,
    REPLY_TOKENS: 1500,
    MESSAGE_MAX_BYTES: 32_768,
  })
  expect(env.SESSION_SECRETS.map((secret) => secret.id)).toEqual(["new", "old"])
})

test("every missing or weak setting is named in one sentence", () => {
  const weak = {
    DATABASE_URL: good.DATABASE_URL,
    MASTER_KEYS: `k1:${Buffer.alloc(32).toString("base64")}`,
    RETENTION: "soon",
    ADMIN_PASSWORD: "",
  }
  const message = refusalOf(weak)
  for (const name of ["MASTER_KEYS", "SESSION_SECRETS", "ADMIN_PASSWORD", "CRON_SECRET", "RETENTION"])
    expect(message).toContain(name)
  expect(message).not.toContain("\n")
  expect(message).not.toContain(Buffer.alloc(32).toString("base64"))
})

test("a key list with a short key, a repeated id or no id is refused", () => {
  for (const list of ["k1:c2hvcnQ=", `${key("k1")},${key("k1")}`, "justtext", `:${key("x").slice(2)}`]) {
    expect(refusalOf({ ...good, MASTER_KEYS: list })).toContain("MASTER_KEYS")
  }
})

test("durations are read in their units, and nothing else is", () => {
  expect(parseEnv({ ...good, RETENTION: "5s" }).RETENTION).toBe(5)
  expect(parseEnv({ ...good, RETENTION: "12h" }).RETENTION).toBe(43_200)
  for (const wrong of ["5", "0d", "-1d", "1.5h", "5 s", "d"])
    expect(refusalOf({ ...good, RETENTION: wrong })).toContain("RETENTION")
})

test("a time zone is a place, which Postgres and we take for the same one", () => {
  for (const zone of ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
    expect(parseEnv({ ...good, TIME_ZONE: zone }).TIME_ZONE).toBe(zone)
  for (const wrong of ["+05", "+0530", "IST", "PST", "AET", "Europe/Nowhere", "UTC'; select 1"])
    expect(refusalOf({ ...good, TIME_ZONE: wrong })).toContain("TIME_ZONE")
})

test("a public address is scheme, host and port; whatever stands behind it is refused with an example", () => {
  const read = (PUBLIC_URL: string) => parseEnv({ ...good, PUBLIC_URL }).PUBLIC_URL
  expect(read("https://chat.example.org/")).toBe("https://chat.example.org")
  expect(read("HTTPS://Chat.Example.ORG:443")).toBe("https://chat.example.org")
  expect(read("http://[::1]:3000")).toBe("http://[::1]:3000")
  expect(read("https://bücher.example")).toBe("https://xn--bcher-kva.example")
  const wrong = ["chat.example.org", "ftp://x.example", "https://x.example/chat", "https://x.example?a"]
  wrong.push(
    "https://u:p@x.example",
    "https://x.example#a",
    "https://",
    "https:x.example",
    "https://x y",
    "https://*",
  )
  for (const PUBLIC_URL of wrong) {
    expect(refusalOf({ ...good, PUBLIC_URL })).toMatch(
      /PUBLIC_URL must be .* like https:\/\/chat\.example\.org/,
    )
  }
})

test("whatever cannot be used is refused with an example, and without the value", () => {
  const plain = ["CHAT_TITLE", "OPERATOR_NAME", "OPERATOR_CONTACT", "WELCOME_MESSAGE", "SYSTEM_PROMPT"]
  const free = [
    ...plain,
    "OPENAI_API_KEY",
    "CHAT_MODEL",
    "EMBEDDING_MODEL",
    "CLEANUP_SCHEDULE",
    "NODE_USE_ENV_PROXY",
    "DOCUMENTS_DIR",
  ]
  for (const name of SETTINGS.filter((name) => !free.includes(name))) {
    const message = refusalOf({ ...good, [name]: "s3cr3t!" })
    expect(message).toMatch(new RegExp(`: ${name} .*(example|like|prints|from:)`))
    expect(message).not.toContain("s3cr3t!")
  }
})

function refusalOf(settings: Record<string, string>): string {
  try {
    parseEnv(settings)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error("these settings were accepted")
}
