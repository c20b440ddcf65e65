import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"

const FOLDER = "lib/server"
const sources = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, text: readFileSync(`${FOLDER}/${name}`, "utf8") }))
const thatMatch = (pattern: RegExp) =>
  sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)

/** However a statement names a table: by its schema object, in the query builder, or by its name. */
const TABLES = "(?:chats|messages|replies|summaries|feedback)"
const READS = new RegExp(
  `(?:from|join|using|update) (?:\\$\\{)?${TABLES}\\b|\\.(?:from|innerJoin|leftJoin|update|delete)\\(${TABLES}\\b`,
)
const DECIDES =
  /(?:expires_at|expiresAt\})\s*[<>]|(?:updated_at|updatedAt\})\s*[+>]|not (?:\w+\.temporary|\$\{\w+\.temporary)/

test("When something has expired is decided in one room", () => {
  const deciding = thatMatch(DECIDES)
  expect(deciding).toContain("expiry/conditions.ts")
  expect(deciding.filter((name) => !name.startsWith("expiry/"))).toEqual([])
})

test("What reads or changes chats or messages of a visitor names the condition, or is only asked once it was tested", () => {
  const untested = thatMatch(READS).filter(
    (name) => !thatMatch(/live(?:Session|Chat)\(|(?:isLive|liveOwner)\(/).includes(name),
  )
  // Endings and older turns belong to a reply that was accepted for a live session; what recovers a reply shows it to no
  // one. And how replies ended, or what one was paid for whose chat is gone, is counted without whose they are. What is used up
  // of limits is told to a session that was found, and says nothing of its chats. Branches are parts of other statements.
  expect(untested.toSorted()).toEqual([
    "limits/allowance.ts",
    "messages/branches.ts",
    "messages/history.ts",
    "replies/counts.ts",
    "replies/finish.ts",
    "replies/recover.ts",
    "usage/recent-replies.ts",
  ])
})
