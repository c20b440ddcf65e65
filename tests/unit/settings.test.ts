import { expect, test } from "vitest"
import { settingInput } from "@/lib/server/settings/schema"
import { whyRefused } from "@/lib/server/settings/values"
import { refusalFor } from "@/lib/words/refusals"
import { appSettings } from "@/tests/support/app/settings"

Object.assign(process.env, appSettings("http://127.0.0.1:9"), {
  DATABASE_URL: "postgres://alcove@127.0.0.1/alcove",
  CONTEXT_TOKENS: "400",
})

test.each([
  ["paused", "Back at nine.\r\nPromised.", "Back at nine.\nPromised."],
  ["welcome", "  Grüß Gott 😀\r", "Grüß Gott 😀"],
  ["starters", [" Where? ", "When?", "Where?"], ["Where?", "When?"]],
  ["starters", [], []],
  ["system_prompt", "x ".repeat(190), "x ".repeat(190).trim()],
  ["model", "llama3.3:70b", "llama3.3:70b"],
  ["temperature", 0, 0],
  ["temperature", 2, 2],
  ["temperature", "none", "none"],
  ["welcome", null, null],
])("the setting %s takes %j", (name, value, stored) => {
  expect(settingInput.parse({ name, value })).toEqual({ name, value: stored })
})

test.each([
  ["paused", "", "Write 1 to 1,000 characters."],
  ["paused", "x".repeat(1_001), "Write 1 to 1,000 characters."],
  ["welcome", " \r\n", "Write 1 to 500 characters."],
  ["paused", "\u200b\u2800", "Write 1 to 1,000 characters."],
  ["starters", ["\u3164"], "Write 1 to 200 characters."],
  ["welcome", "nul\0", "The text has a character that cannot be stored."],
  ["welcome", "half \ud83d", "The text has a character that cannot be stored."],
  ["starters", ["Where?", ""], "Write 1 to 200 characters."],
  ["starters", ["two\nlines"], "A question is one line."],
  ["starters", Array.from({ length: 9 }, () => "Where?"), "There is room for eight questions."],
  ["system_prompt", "x ".repeat(210), "more than half of CONTEXT_TOKENS (400)"],
  ["model", "two\nlines", "The name of a model is one line."],
  ["temperature", -0.1, "a number from 0 to 2"],
  ["temperature", 2.1, "a number from 0 to 2"],
  ["temperature", Number.NaN, "a number from 0 to 2"],
  ["temperature", "hot", "a number from 0 to 2"],
  ["welcome", 7, "cannot be read"],
  ["starters", "Where?", "cannot be read"],
  ["another", "words", "cannot be read"],
])("the setting %s does not take %j, and says why", (name, value, sentence) => {
  const { error } = settingInput.safeParse({ name, value })
  expect(error && refusalFor(whyRefused(error)).message).toContain(sentence)
})
