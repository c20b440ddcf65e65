import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, test } from "vitest"
import { query } from "@/lib/server/db/client"
import { addDocument } from "@/lib/server/documents/add"
import { readWaiting } from "@/lib/server/documents/ingest"
import { searchPassages } from "@/lib/server/documents/search"
import golden from "@/tests/support/documents/golden/questions.json"

/* People of an invented town ask about its offices in seven languages, as people ask, and about what is not there. */

const FOLDER = "tests/support/documents/golden"
const FOUND_WITHIN = 5

type Question = { id: string; text: string; history?: { role: string; text: string }[] }

let names: Map<string, string>

beforeAll(async () => {
  const files = readdirSync(FOLDER).filter((name) => /\.(md|txt)$/.test(name))
  for (const name of files)
    await addDocument({ source: "upload", name, content: readFileSync(join(FOLDER, name)) })
  await readWaiting()
  const rows = await query(
    ({ sql }) => sql<{ id: string; name: string }[]>`
    select id, name from documents where state = 'ready'`,
  )
  expect(rows).toHaveLength(files.length)
  names = new Map(rows.map(({ id, name }) => [id, name]))
})

test(`of 100 questions about a town at least 95 have their answer among the first ${FOUND_WITHIN} passages`, async () => {
  const lost: string[] = []
  for (const question of golden.answerable) {
    const { passages } = await search(question)
    const isFound = passages
      .slice(0, FOUND_WITHIN)
      .some(
        ({ documentId, text }) =>
          names.get(documentId) === question.document && holds(text, question.mustContain),
      )
    if (!isFound) lost.push(`${question.id} ${question.text}`)
  }
  expect(lost.length / golden.answerable.length, lost.join("\n")).toBeLessThanOrEqual(0.05)
})

test("of 60 questions at least 52 find enough to be answered", async () => {
  const refused = await idsOf(golden.answerable, (enough) => !enough)
  expect(refused.length / golden.answerable.length, refused.join("\n")).toBeLessThanOrEqual(8 / 60)
})

test("of 20 questions about what no document speaks of at least 19 do not find enough", async () => {
  const answered = await idsOf(golden.unanswerable, (enough) => enough)
  expect(answered.length, answered.join("\n")).toBeLessThanOrEqual(1)
})

async function idsOf(questions: Question[], unwanted: (enough: boolean) => boolean): Promise<string[]> {
  const ids: string[] = []
  for (const question of questions) {
    const { enough, evidence } = await search(question)
    if (unwanted(enough)) ids.push(`${question.id} ${evidence.toFixed(2)} ${question.text}`)
  }
  return ids
}

function search({ text, history = [] }: Question) {
  const said = history.filter(({ role }) => role === "user").map((turn) => turn.text)
  return searchPassages({ question: text, history: said })
}

/** Lines of a document may be broken elsewhere in its passage. */
function holds(text: string, parts: string[]): boolean {
  const inOneLine = text.replace(/\s+/g, " ")
  return parts.every((part) => inOneLine.includes(part))
}
