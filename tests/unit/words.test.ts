import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { refusalFor } from "@/lib/words/refusals"
import { importsOf, sourcesBelow } from "@/tests/support/app/imports"
import { wordsIn } from "@/tests/support/app/words-in"

/** What stays English in place: read in a terminal or in the log, or by the model. */
const IN_TERMINAL = [
  "lib/server/boot.ts",
  "lib/server/env.ts",
  "lib/server/env/",
  "lib/server/crypto/key-check.ts",
  "lib/server/cleanups/schedule.ts",
  "lib/server/context/prompt.ts",
  "lib/server/model/trial.ts",
]

/** Where words leave the server: pages, files and answers are made here, and what is said in the log of a trial. */
const EDGES = [
  "lib/server/admin/audit-text.ts",
  "lib/server/chats/chats.ts",
  "lib/server/context/prompt.ts",
  "lib/server/documents/sample.ts",
  "lib/server/http/accept-language.ts",
  "lib/server/http/body.ts",
  "lib/server/http/gate.ts",
  "lib/server/http/responses.ts",
  "lib/server/http/stream-limit.ts",
  "lib/server/http/user-agent.ts",
  "lib/server/my-data/export-html.ts",
  "lib/server/my-data/privacy-notice.ts",
  "lib/server/recall/days.ts",
  "lib/server/removal/title.ts",
  "lib/server/settings/schema.ts",
  "lib/server/status/alerts.ts",
  "lib/server/status/overview.ts",
  "lib/server/status/try-at-start.ts",
]

/** The parts of the catalogue that are loaded in a visitor's browser. */
const PLACES = ["page", "frame", "failed", "chat", "chat-menu", "markdown", "kiosk", "my-data"]

test("Sentences stand in lib/words: the server has none for visitors or operators", () => {
  const files = sourcesBelow("lib/server").filter(
    (file) => !file.endsWith("/metrics.ts") && !IN_TERMINAL.some((place) => file.startsWith(place)),
  )
  expect(found(files, sentencesIn)).toEqual([])
})

test("Words are read where they leave the server, in the files of this list, and nowhere else in it", () => {
  const files = sourcesBelow("lib/server").filter((file) =>
    importsOf(file).some((imported) => imported.file.startsWith("lib/words/") && !imported.isType),
  )
  expect(files.toSorted()).toEqual(EDGES)
})

test("No language is written down outside lib/words", () => {
  const files = ["app", "components", "lib"].flatMap(sourcesBelow)
  const others = files.filter((file) => !file.startsWith("lib/words/"))
  expect(found([...others, "proxy.ts", "instrumentation.ts"], languagesIn)).toEqual([])
})

test("Components load the words of their page, not the whole catalogue, and only the operator's pages those of the operator", () => {
  const others = sourcesBelow("components").flatMap((file) => {
    const places = file.startsWith("components/admin/") ? [...PLACES, "admin"] : PLACES
    return importsOf(file)
      .filter(({ file: imported, isType }) => imported.startsWith("lib/words/") && !isType)
      .filter(({ file: imported }) => !places.some((place) => imported === `lib/words/${place}.ts`))
      .map(({ file: imported }) => `${file} imports ${imported}`)
  })
  expect(others).toEqual([])
})

test("Pages say nothing of their own: what a person reads there is in the catalogue", () => {
  const files = ["app", "components"].flatMap(sourcesBelow)
  expect(files.flatMap((file) => wordsIn(file, readFileSync(file, "utf8")))).toEqual([])
})

test("A label and a sentence are found where they stand in a page; names of classes, codes and selectors are left there", () => {
  const words = [
    "const a = <p>New</p>",
    'const a = <p>{isNew && "new"}</p>',
    'const a = <a aria-label="close" />',
    'const a = <Field label={open ? "less" : "more"} />',
    'const a = <Figure name="Visitors" />',
    'const a = "Saved."',
    'say("it is gone")',
    `say(\`\${count} chats\`)`,
    "const a = { busy: `Deleting …` }",
    'const NAMES = ["24 hours"]',
    'const a = variable ?? "The built-in default"',
  ]
  for (const source of words) expect(wordsIn("page.tsx", source), source).not.toEqual([])
  const code = [
    '"use client"; import { a } from "A lib"',
    'const a = <p className="flex hidden" id="main" lang="en-GB">{count}</p>',
    'const LINE = "mt-2 text-ink-soft hover:text-ink"',
    `const a = \`\${id}-hint \${id}-problem\``,
    'if (event.key === "Enter") field.closest("dialog, aside")',
    'const query = "(hover: none), (pointer: coarse)"',
    'throw new Error("It is not there.")',
    'const script = `if(a in b){c="Some words"}`',
    'type Look = "Some words"',
  ]
  for (const source of code) expect(wordsIn("page.tsx", source), source).toEqual([])
})

test("A sentence and a language are found when they stand in code; what is for the log is left there", () => {
  expect(sentencesIn('const a = "This chat is gone. Start a new one."')).toHaveLength(1)
  expect(sentencesIn("return `Write 1 to 9 characters.`")).toHaveLength(1)
  expect(sentencesIn('log().warn("The model was tried. It works.")')).toEqual([])
  expect(languagesIn('count.toLocaleString("en")')).toHaveLength(1)
  expect(languagesIn('<html lang="en-GB">')).toHaveLength(1)
})

test("A refusal leaves the server with its code and the sentence of what it is about", () => {
  expect(refusalFor({ code: "empty", about: "message" })).toEqual({
    code: "empty",
    message: "Write something first.",
  })
  expect(refusalFor({ code: "too_long", about: "message", limit: 32_768, bytes: 40_000 })).toEqual({
    code: "too_long",
    message:
      "The text is too long: 32,768 bytes fit, it has 40,000. Shorten it by about 19 % or send it in parts.",
  })
  expect(refusalFor({ code: "throttled", about: "passwords", minutes: 1 })).toEqual({
    code: "throttled",
    message: "There were too many wrong passwords. Try again in 1 minute.",
  })
})

function found(files: string[], look: (text: string) => string[]): string[] {
  return files.flatMap((file) => look(readFileSync(file, "utf8")).map((line) => `${file}: ${line}`))
}

const SENTENCE = /(["`])[A-Z](?:(?!\1)[^\n])*\s(?:(?!\1)[^\n])*\s(?:(?!\1)[^\n])*[.?:!]\1/

/** Lines with a sentence: three words or more, from a capital letter to a full stop. Comments, the log and errors aside. */
function sentencesIn(text: string): string[] {
  const code = text
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/^\s*\/\/.*$/gm, "")
    .replaceAll(/\b(?:tell|log\(\)\.\w+|new \w*Error)\((?:[^()]|\([^()]*\))*\)/g, "")
  return code.split("\n").filter((line) => SENTENCE.test(line))
}

/** Lines that name English, or have it as the language of a number, a date or a page. */
function languagesIn(text: string): string[] {
  return text.split("\n").filter((line) => /["'`]en(?:-[A-Z]{2})?["'`]/.test(line))
}
