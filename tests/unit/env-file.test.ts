import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { SETTINGS } from "@/lib/server/env"
import { parseEnvText, readEnvFile } from "@/scripts/env-file.mjs"
import { noteOn, settingNames } from "@/scripts/setting-names.mjs"
import { readSettings } from "@/scripts/settings.mjs"

const folder = mkdtempSync(join(tmpdir(), "alcove-env-"))
const file = join(folder, ".env")
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ["RETENTION=2h", { RETENTION: "2h" }],
  ["export RETENTION=2h", { RETENTION: "2h" }],
  [" RETENTION  =  2h  ", { RETENTION: "2h" }],
  ["RETENTION=2h\r\nPORT=3001\r\n", { RETENTION: "2h", PORT: "3001" }],
  ["RETENTION=2h # two hours", { RETENTION: "2h" }],
  ["# RETENTION=2h\n\n", {}],
  ["CHAT_TITLE=", { CHAT_TITLE: "" }],
  ["CHAT_TITLE=''", { CHAT_TITLE: "" }],
  ["CHAT_TITLE=\"A # b\" # why\nPORT='3001'", { CHAT_TITLE: "A # b", PORT: "3001" }],
  ['SYSTEM_PROMPT="One\ntwo=2\n#three"\nPORT=1', { SYSTEM_PROMPT: "One\ntwo=2\n#three", PORT: "1" }],
  ['SYSTEM_PROMPT="One\\ntwo, \\"three\\""', { SYSTEM_PROMPT: 'One\ntwo, "three"' }],
  ["MASTER_KEYS=k1:abc+/=,k2:$x==", { MASTER_KEYS: "k1:abc+/=,k2:$x==" }],
])("the env file %j is read without a note", (text, values) => {
  expect(parseEnvText(text)).toEqual({ values, notes: [] })
})

test("an env file of any editor's encoding keeps its first setting; what is no text is refused in one sentence", () => {
  const text = "RETENTION=2h\r\nCHAT_TITLE=Bücher"
  const swapped = Buffer.from(`\ufeff${text}`, "utf16le").swap16()
  for (const bytes of [text, `\ufeff${text}`, Buffer.from(`\ufeff${text}`, "utf16le"), swapped]) {
    writeFileSync(file, bytes)
    expect(readEnvFile(file)).toEqual({ values: { RETENTION: "2h", CHAT_TITLE: "Bücher" }, notes: [] })
  }
  for (const bytes of [Buffer.from(text, "latin1"), Buffer.from(text, "utf16le")]) {
    writeFileSync(file, bytes)
    expect(() => readEnvFile(file)).toThrow(/^\.env is not a text in UTF-8\. Save it again/)
  }
})

test("what is odd in an env file is named, and no value is", () => {
  const { values, notes } = parseEnvText(
    'ADMIN_PASSWORD=secret#tail\nPORT=1\nPORT=2\nRETENTION: 2h\nACCENT_COLOR=#1f6f5c\nCHAT_TITLE="secret',
  )
  expect(values).toMatchObject({ ADMIN_PASSWORD: "secret", PORT: "2" })
  expect(notes).toEqual([
    expect.stringMatching(/^\.env: ADMIN_PASSWORD ends at a #\. .* into quotes/),
    ".env: PORT is set twice; the last one counts.",
    ".env: line 4 is no NAME=value, and is left out.",
    expect.stringMatching(/^\.env: ACCENT_COLOR ends at a #/),
    ".env: CHAT_TITLE begins with a quote that has no end.",
  ])
  expect(notes.join()).not.toMatch(/secret|tail|1f6f5c/)
})

test("a mistyped name is told with the nearest one; other people's names are left alone", () => {
  expect(noteOn("RETENTON", true)).toBe("RETENTON is no setting and does nothing. Is RETENTION meant?")
  expect(noteOn("retention", true)).toContain("RETENTION")
  expect(noteOn("PROT", true)).toContain("PORT")
  expect(noteOn("CHAT_MODLE", false)).toContain("CHAT_MODEL")
  expect(noteOn("SOMETHING_ELSE", true)).toContain("docs/settings.md")
  for (const name of [
    "RETENTION",
    "HOME",
    "HOSTNAME",
    "PORTS",
    "DATABASE_URL_2",
    "http_proxy",
    "NODE_ENV",
    "PGHOST",
  ])
    expect(noteOn(name, false), name).toBeUndefined()
  for (const name of ["POSTGRES_PASSWORD", "COMPOSE_PROJECT_NAME", "TZ"])
    expect(noteOn(name, true)).toBeUndefined()
})

test("every setting of the app is a known name", () => {
  expect(settingNames).toEqual(expect.arrayContaining(SETTINGS))
})

test("the launcher reads the file, and says what is odd there, in the environment, and beside it", () => {
  writeFileSync(file, "\ufeffPORT=4321\nRETENTON=2h\n")
  writeFileSync(join(folder, ".env.local"), "PORT=1")
  const { port, notes } = readSettings(folder)
  expect(port).toBe(4321)
  expect(notes).toEqual([
    expect.stringContaining("Is RETENTION meant?"),
    ".env.local is not read. Settings belong into .env.",
  ])
})
