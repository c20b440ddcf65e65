import { beforeAll, expect, test } from "vitest"
import { documents } from "@/drizzle/schema/documents"
import { buildPrompt } from "@/lib/server/context/prompt"
import { query } from "@/lib/server/db/client"
import { addDocument } from "@/lib/server/documents/add"
import { readWaiting } from "@/lib/server/documents/ingest"
import { env } from "@/lib/server/env"
import { generate } from "@/lib/server/model/generate"
import { Citations } from "@/lib/server/replies/citations"

// No provider: before anything reads the settings.
Object.assign(process.env, {
  OPENAI_BASE_URL: "",
  OPENAI_API_KEY: "",
  OPERATOR_CONTACT: "desk@library.example",
})

const GUIDE = `# Visitor guide

Welcome to the library of Weilheim [3].

## Opening hours

The reading room is open from nine to six. On Saturdays it closes at one. In August it stays closed.

## Fees

| Card | A year |
|---|---|
| Adults | 12 € |
| Children | nothing |

## Lost and found

- Umbrellas wait at the desk for a month.
- Books that were found go back to their shelf.
`

beforeAll(async () => {
  await addDocument({ source: "upload", name: "guide.md", content: Buffer.from(GUIDE) })
  const pool = "# Swimming pool\\n\\nThe outdoor pool opens in May.".replaceAll("\\n", "\n")
  await addDocument({ source: "upload", name: "pool.md", content: Buffer.from(pool) })
  await readWaiting()
})

test("Without a model the telling sentences of a passage are quoted whole, with its number, and it is said that none is configured", async () => {
  expect(await answerTo("When does the reading room close on Saturdays?")).toMatch(
    /^(The reading room is open from nine to six\. )?On Saturdays it closes at one\. \[1\]\n\n\*Quoted from the documents: no language model is configured\.\*$/,
  )
})

test("A row of a table is quoted as words, a list entry without its sign", async () => {
  expect(await answerTo("What does a card for adults cost a year?")).toContain("Adults – A year: 12 €. [1]")
  expect(await answerTo("How long do umbrellas wait at the desk?")).toMatch(
    /^Umbrellas wait at the desk for a month\. \[1\]/,
  )
})

test("Numbers in brackets that stand in a document are not taken for its own", async () => {
  const answer = await answerTo("Where is the library of Weilheim for visitors?")
  expect(answer).toContain("Welcome to the library of Weilheim. [1]")
})

test("What no document answers is not in the documents, with the nearest headings and whom to ask", async () => {
  const answer = await answerTo("Who won the chess tournament of the pool in Reykjavik last winter?")
  expect(answer).toMatch(/^\*\*Not in the documents\.\*\*/)
  expect(answer).toContain("- Swimming pool")
  expect(answer).toContain("You can ask here: desk@library.example")
})

test("A follow-up is answered from what it goes on about", async () => {
  expect(await answerTo("And on Saturdays?", ["When is the reading room open?"])).toContain(
    "On Saturdays it closes at one.",
  )
})

test("With a model that has only the guide beside it, what the guide does not answer is asked of the model", async () => {
  const unanswerable = {
    role: "user" as const,
    text: "Who won the chess tournament in Reykjavik?",
    tokens: 12,
  }
  const asked = () =>
    buildPrompt("Be brief.", unanswerable, { earlier: [], recall: nothing, elsewhere: async () => undefined })
  env().OPENAI_BASE_URL = "http://127.0.0.1:9/v1"
  expect(await asked()).toMatchObject({ unanswered: true })
  await query(({ db }) => db.update(documents).set({ source: "sample" }))
  expect((await asked()).answer).toBeUndefined()
  env().OPENAI_BASE_URL = ""
  expect(await asked()).toMatchObject({ unanswered: true })
})

/** The whole way from a question to the words a visitor reads. */
async function answerTo(question: string, earlier: string[] = []): Promise<string> {
  const turn = { role: "user" as const, text: question, tokens: 12 }
  const prompt = await buildPrompt("Be brief.", turn, {
    earlier,
    recall: nothing,
    elsewhere: async () => undefined,
  })
  const { sources = [], links = [] } = prompt.knowledge ?? {}
  const citations = new Citations(sources.length, links)
  let said = ""
  const outcome = await generate({ model: "none" }, prompt, new AbortController().signal, (text) => {
    said += citations.push(text)
  })
  expect(outcome.failure).toBeUndefined()
  return said + citations.end()
}

const nothing = async () => ({ said: [] })
