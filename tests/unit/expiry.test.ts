import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"

const FOLDER = "lib/server"
const sources = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, text: readFileSync(`${FOLDER}/${name}`, "utf8") }))
const thatMatch = (pattern: RegExp) =>
  sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)

test("when something is over is decided in one file", () => {
  expect(thatMatch(/expires_at\s*[<>]|updated_at\s*\+|not \w+\.temporary/)).toEqual(["expiry/expiry.ts"])
})

test("whoever reads chats or messages of a visitor names the condition, or is only asked once it was tested", () => {
  const readers = thatMatch(/\b(?:from|join) (?:chats|messages|replies|feedback)\b|\.from\(chats\)/)
  const untested = readers.filter((name) => !thatMatch(/live(?:Session|Chat)\(|isLive\(/).includes(name))
  // Endings and older turns belong to a reply that was accepted for a live session; whoever settles shows nobody anything.
  // And how the newest replies ended is told without whose they are.
  expect(untested.toSorted()).toEqual([
    "messages/history.ts",
    "replies/finish.ts",
    "replies/recent.ts",
    "replies/recover.ts",
  ])
})
