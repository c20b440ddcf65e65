import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { importsOf, sourcesBelow } from "@/tests/support/app/imports"

const ACTIONS = "lib/actions/"
const GUARDS = ["openAction", "visitorAction", "adminAction"]

test("Every export of a file of actions is made by a guard, which checks who asks and for what", () => {
  const files = sourcesBelow(ACTIONS).filter(isServerFile)
  expect(files.length).toBeGreaterThan(5)
  expect(files.flatMap((file) => exportsByHand(file).map((line) => `${file}: ${line}`))).toEqual([])
})

test("There are actions in lib/actions only", () => {
  const elsewhere = ["app", "components", "lib"].flatMap(sourcesBelow).filter(isServerFile)
  expect(elsewhere.filter((file) => !file.startsWith(ACTIONS))).toEqual([])
})

/** Whether the file, or a function in it, says that pages may call it. */
function isServerFile(file: string): boolean {
  return /^\s*["']use server["']/m.test(readFileSync(file, "utf8"))
}

/** The lines that export something else than a type and the result of a guard of `guard.ts`. */
function exportsByHand(file: string): string[] {
  const guards = importsOf(file).find((imported) => imported.file === `${ACTIONS}guard.ts`)?.names ?? []
  const lines = readFileSync(file, "utf8").split("\n")
  return lines.filter((line) => {
    if (!/^\s*export\b/.test(line) || /^export (type|interface) /.test(line)) return false
    const guard = /^export const \w+ = (\w+)\(/.exec(line)?.[1] ?? ""
    return !GUARDS.includes(guard) || !guards.includes(guard)
  })
}
