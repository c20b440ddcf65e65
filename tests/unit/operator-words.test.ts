import { expect, test } from "vitest"
import { passwordProblem } from "@/lib/password"
import type { AuditEntry } from "@/lib/server/admin/audit"
import { auditInWords } from "@/lib/server/admin/audit-text"
import { deviceInWords } from "@/lib/server/http/user-agent"

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
const CHROME = `${WEBKIT} Chrome/140.0.0.0 Safari/537.36`
const devices: Record<string, string> = {
  "Firefox on Linux": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "Chrome on Windows": `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`,
  "Edge on Windows": `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Edg/140.0.0.0`,
  "Opera on macOS": `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} OPR/120.0.0.0`,
  "Chrome on ChromeOS": `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME}`,
  "Samsung Internet on Android": `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  "Safari on macOS":
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
  "Chrome on iPhone":
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 Mobile/15E148 Safari/604.1",
  "Unknown browser": "curl/8.0",
}

test("a device is told in words, and only in words we chose", () => {
  for (const [words, header] of Object.entries(devices)) expect(deviceInWords(header)).toBe(words)
  expect(deviceInWords(null)).toBe("Unknown browser")
  expect(deviceInWords("<b>Firefox/1</b> of somebody on Windows")).toBe("Firefox on Windows")
})

const SESSION = "0199aaaa-0000-7000-8000-000000abcdef"
const entry = (rest: Partial<AuditEntry>): AuditEntry => ({
  id: SESSION,
  at: new Date(0),
  adminSessionId: SESSION,
  action: "setting_changed",
  name: null,
  before: null,
  after: null,
  ...rest,
})

test("an entry of the audit log reads as a sentence, with long values shortened", () => {
  const sentences: [Partial<AuditEntry>, string][] = [
    [{ action: "signed_in" }, "signed in."],
    [{ action: "session_ended", before: SESSION.replace("abc", "fed") }, "ended session feddef."],
    [{ name: "model", before: "one", after: "two" }, "changed the model from “one” to “two”."],
    [{ name: "model", before: "one" }, "changed the model from “one” to the default."],
    [
      { name: "temperature", before: 0.5, after: "none" },
      "changed the temperature from “0.5” to the provider's own.",
    ],
    [{ name: "starters", before: [] }, "changed the starter questions from none to the default."],
    [{ name: "paused", after: "Back at\nnine." }, "paused answering: “Back at nine.”"],
    [{ name: "paused", before: "Back at nine." }, "resumed answering."],
    [
      { name: "starters", after: ["Why?", "Where?"] },
      "changed the starter questions from the default to “Why? · Where?”.",
    ],
    [{ action: "cleanup_run", after: { dryRun: true } }, "counted what is over."],
    [{ action: "cleanup_run", after: { dryRun: false } }, "ran the cleanup."],
    [{ name: "welcome", after: "👋".repeat(100) }, `“${"👋".repeat(80)}…”.`],
  ]
  for (const [change, what] of sentences) expect(auditInWords(entry(change)).what).toContain(what)
  expect(auditInWords(entry({})).who).toBe("Session abcdef")
  expect(auditInWords(entry({ adminSessionId: null, action: "password_changed" }))).toEqual({
    who: "The server",
    what: "took over another ADMIN_PASSWORD. All sessions ended.",
  })
})

test("a new password has 12 to 1024 characters, and more than four different ones", () => {
  for (const good of ["four words on a ladder", "abcde12345fg", "x1y2z".repeat(204), "äöü 👋 ßéèàôî"])
    expect(passwordProblem(good), good).toBeUndefined()
  for (const poor of ["", "abcde12345f", "abcdabcdabcd", "👋".repeat(12), "x1y2z".repeat(205)])
    expect(passwordProblem(poor), poor).toBeDefined()
})
