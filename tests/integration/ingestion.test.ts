import { once } from "node:events"
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { DocumentFailure } from "@/lib/documents"
import { query } from "@/lib/server/db/client"
import { listDocuments } from "@/lib/server/documents/documents"
import { searchPassages } from "@/lib/server/documents/search"
import { words } from "@/lib/words/words"
import { runCommand, startCommand } from "@/tests/support/app/command"
import { isLong } from "@/tests/support/app/settings"
import { BROKEN } from "@/tests/support/documents/broken"

/* Many files at once, read by real processes that may be killed: the long form of what documents.test and extract.test try. */

const READABLE = 180
const FILES = 300
const PARAGRAPH = "The reading room is open from nine to six, and on Saturdays from ten to two. "

// A killed process's documents are taken up again after half a minute.
vi.setConfig({ testTimeout: 180_000 })

let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "alcove-ingestion-"))
  await query(({ sql }) => sql`delete from documents`)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.runIf(isLong)(
  "Of many files what can be read is in, and the rest is refused with its reason",
  async () => {
    for (let at = 0; at < READABLE; at++) writeFileSync(join(folder, `good-${at}.md`), guide(at))
    const broken = BROKEN.slice(0, 20).map(([, name, content, failure], at) => {
      const place = `bad-${at}-${name}`
      if (failure === "too_large") {
        writeFileSync(join(folder, place), "")
        truncateSync(join(folder, place), 500 * 2 ** 20)
      } else writeFileSync(join(folder, place), content())
      return { place, failure: failure as DocumentFailure }
    })
    const { code, stdout } = await runCommand("documents-add", [folder])
    expect(code).toBe(0)
    expect(stdout).toContain(`${READABLE} documents are ready, ${broken.length} could not be read.`)
    for (const { place, failure } of broken)
      expect(stdout).toContain(`${place}: ${words.documents.failures[failure]}\n`)
    await expectWhole(READABLE)
  },
)

test.runIf(isLong)(
  "Killed in the middle, what was not read is read by the next ones, side by side, and nothing twice",
  async () => {
    for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `${at}.md`), guide(at))
    const killed = startCommand("documents-add", [folder])
    await expect.poll(countReady, { interval: 5 }).toBeGreaterThan(0)
    process.kill(-(killed.pid ?? 0), "SIGKILL")
    await once(killed, "close")
    expect(await countReady()).toBeLessThan(FILES)

    const next = await Promise.all([0, 1].map(() => runCommand("documents-add", [folder])))
    expect(next.map(({ code }) => code)).toEqual([0, 0])
    await expectWhole(FILES)
  },
)

/** Every document is ready, was stored once, and all of its passages, no others, are found. */
async function expectWhole(count: number): Promise<void> {
  const ready = (await listDocuments()).filter(({ state }) => state === "ready")
  expect(ready).toHaveLength(count)
  const rows = await query(
    ({ sql }) => sql<{ told: number; there: number; version: number }[]>`
      select d.passages as told, count(p.seq)::int as there, d.version
      from documents d left join passages p on p.document_id = d.id and p.version = d.version
      where state = 'ready' group by d.id`,
  )
  expect(rows.filter(({ told, there, version }) => told !== there || version !== 1)).toEqual([])
  const stray = await query(
    ({ sql }) =>
      sql`select from passages p join documents d on d.id = p.document_id where p.version <> d.version`,
  )
  expect(stray).toEqual([])
  const { passages } = await searchPassages({ question: "What is said in the chapter number7?" })
  expect(new Set(passages.slice(0, 3).map(({ title }) => title))).toContain("Guide 7")
}

async function countReady(): Promise<number> {
  return (await listDocuments()).filter(({ state }) => state === "ready").length
}

function guide(number: number): string {
  return `# Guide ${number}\n\n${`## Chapter number${number}\n\n${PARAGRAPH.repeat(20)}\n\n`.repeat(6)}`
}
