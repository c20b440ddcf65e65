import { expect, test } from "vitest"
import { parseEnv } from "@/lib/server/env"
import { privacyLine, privacyNotice } from "@/lib/server/my-data/privacy-notice"
import { durationInWords } from "@/lib/words/page"

const key = (id: string) => `${id}:${Buffer.alloc(32, "a key for tests").toString("base64")}`
const plain = {
  DATABASE_URL: "postgres://localhost/alcove",
  MASTER_KEYS: key("k1"),
  SESSION_SECRETS: key("s1"),
  ADMIN_PASSWORD: "only for these tests",
  CRON_SECRET: "only for these tests",
  OPENAI_API_KEY: "a key",
}
const noticeWith = (changed: Record<string, string>) => privacyNotice(parseEnv({ ...plain, ...changed }))
const textOf = ({ sections }: ReturnType<typeof noticeWith>) =>
  sections.flatMap(({ heading, paragraphs }) => [heading, ...paragraphs]).join("\n")

test.each([
  [{ OPERATOR_NAME: "The City Library" }, "The City Library"],
  [{ OPERATOR_CONTACT: "data@library.example" }, "data@library.example"],
  [{ RETENTION: "7d" }, "kept for 7 days after your last message"],
  [{ TEMPORARY_RETENTION: "15m" }, "kept for 15 minutes"],
  [{ KIOSK_IDLE: "90s" }, "for 90 seconds"],
  [{ OPENAI_BASE_URL: "https://models.example.org:8443/v1" }, "sent to models.example.org:8443"],
  [{ OPENAI_API_KEY: "" }, "nothing you write leaves this server"],
  [{ CHAT_MODEL: "another-model" }, "language model another-model"],
  [{ EMBEDDING_MODEL: "numbers" }, "Your question and the one before it are sent there, too"],
])("with %o the privacy notice says so, and is another version", (changed, words) => {
  const before = noticeWith({})
  const after = noticeWith(changed)
  expect(textOf(before)).not.toContain(words)
  expect(textOf(after)).toContain(words)
  expect(after.version).not.toBe(before.version)
})

test.each<Record<string, string>>([
  { PORT: "4000" },
  { LOG_LEVEL: "debug" },
  { CHAT_TITLE: "Another title" },
  { CONTEXT_TOKENS: "4000" },
  { ACCENT_COLOR: "#000000" },
  { OPENAI_API_KEY: "another key" },
])("%o is no matter of privacy: the same notice, the same version", (changed) => {
  expect(noticeWith(changed)).toEqual(noticeWith({}))
})

test("a version of the privacy notice is eight hex digits", () => {
  expect(noticeWith({}).version).toMatch(/^[0-9a-f]{8}$/)
})

test("no secret is in the privacy notice", () => {
  const text = textOf(
    noticeWith({ OPENAI_BASE_URL: "https://user:password@models.example.org/v1?key=secret" }),
  )
  expect(text).toContain("models.example.org")
  expect(text).not.toMatch(/password|secret|a key for tests/)
})

test("with a key only, the privacy notice says that the words go to OpenAI, which is told not to keep them", () => {
  expect(textOf(noticeWith({}))).toContain("sent to api.openai.com")
  expect(textOf(noticeWith({}))).toContain("told not to keep them")
  expect(textOf(noticeWith({ OPENAI_BASE_URL: "http://127.0.0.1:1234/v1" }))).not.toContain(
    "told not to keep",
  )
})

test("the privacy notice says what a rating does, and that the operator reads only what is shared", () => {
  const text = textOf(noticeWith({}))
  expect(text).toContain("the rating, when you gave it, and whether you share the answer with the operator")
  expect(text).toContain("A comment is sealed like your chats")
  expect(text).toContain("the operator can read that answer, its question and your comment")
  expect(text).toContain("until you stop sharing or the chat is gone")
})

test("one line before the first message says that it is an AI, whose, and for how long things are kept", () => {
  const line = (changed: Record<string, string>) => {
    const { answers, kept } = privacyLine(parseEnv({ ...plain, ...changed }))
    return `${answers} ${kept}`
  }
  expect(line({ OPERATOR_NAME: "The City Library", RETENTION: "12h" })).toBe(
    "You are writing to an AI, run by The City Library; it can be mistaken. Kept sealed for 12 hours after your last message.",
  )
  expect(line({})).toBe(
    "You are writing to an AI; it can be mistaken. Kept sealed for 30 days after your last message.",
  )
  expect(line({ OPENAI_API_KEY: "" })).toContain("a program without an AI model")
})

test("on a shared computer the line before the first message promises what holds there", () => {
  const shared = (changed: Record<string, string>) =>
    privacyLine(parseEnv({ ...plain, ...changed })).keptShared
  expect(shared({ KIOSK_IDLE: "90s" })).toMatch(/“I am done”.* for 90 seconds, at the latest 1 hour after/)
  expect(shared({ RETENTION: "20m" })).toContain("at the latest 20 minutes after your last message")
  expect(textOf(noticeWith({ RETENTION: "20m" }))).toContain("it is gone 20 minutes after the last message")
})

test("spans of time are said in the largest unit that says them exactly", () => {
  const said = [30 * 86_400, 86_400, 36 * 3600, 3600, 5400, 60, 90, 1].map(durationInWords)
  expect(said).toEqual([
    "30 days",
    "1 day",
    "36 hours",
    "1 hour",
    "90 minutes",
    "1 minute",
    "90 seconds",
    "1 second",
  ])
})
