import { sql } from "drizzle-orm"
import { afterAll, beforeEach, expect, test } from "vitest"
import { documents } from "@/drizzle/schema/documents"
import { vectors } from "@/drizzle/schema/vectors"
import { query } from "@/lib/server/db/client"
import { addDocument } from "@/lib/server/documents/add"
import { deleteDocument } from "@/lib/server/documents/documents"
import { readWaiting } from "@/lib/server/documents/ingest"
import { searchPassages } from "@/lib/server/documents/search"
import { env } from "@/lib/server/env"
import { findHealth } from "@/lib/server/status/health"
import { fillVectors } from "@/lib/server/vectors/fill"
import { countVectors, deleteOtherVectors } from "@/lib/server/vectors/vectors"
import { startEmbedder } from "@/tests/support/provider/embedder"

/* Passages compared by what they mean, by a model that takes "lido" and "swimming pool" for the same. */

const embedder = await startEmbedder()
env().OPENAI_BASE_URL = embedder.url
const MODEL = "words-1024"

beforeEach(async () => {
  await query(({ db }) => db.delete(documents))
  env().EMBEDDING_MODEL = MODEL
  Object.assign(embedder, { asked: [], dimensions: 1024, refusing: 0, instead: undefined, forbidden: "" })
})
afterAll(() => embedder.stop())

test("A passage that says the same in other words is found with an embedding model, and is not without one", async () => {
  await addAll()
  await fillVectors()
  const asked = { question: "Where is the lido?" }
  expect((await searchPassages(asked)).passages[0]?.text).toContain("swimming pool")
  expect((await findHealth()).retrieval).toBe("hybrid")
  env().EMBEDDING_MODEL = ""
  expect((await searchPassages(asked)).passages).toEqual([])
  expect((await findHealth()).retrieval).toBe("lexical")
})

test("A passage that holds the very words stays first, whatever means the same", async () => {
  await addAll()
  await add("lido.md", "The old lido is a ruin.")
  await fillVectors()
  const { passages } = await searchPassages({ question: "Where is the lido?" })
  expect(passages[0]?.text).toBe("The old lido is a ruin.")
  expect(passages.map(({ text }) => text)).toContain("The swimming pool is in Mill Lane.")
})

test("Each passage is asked about once, also by processes that do so side by side, and only new ones later", async () => {
  for (let number = 0; number < 90; number++) await enqueue(`${number}.md`, `Text number ${number}.`)
  await readWaiting()
  await Promise.all([fillVectors(), fillVectors(), fillVectors()])
  expect(texts()).toHaveLength(90)
  expect(new Set(texts()).size).toBe(90)
  expect(await countVectors(MODEL)).toEqual({ passages: 90, embedded: 90 })
  await add("new.md", "Something new.")
  await fillVectors()
  expect(texts()).toHaveLength(91)
  expect(embedder.asked[0]).not.toHaveProperty("dimensions")
})

test("Where the provider breaks off, the next time goes on with what is left", async () => {
  for (let number = 0; number < 90; number++) await enqueue(`${number}.md`, `Text number ${number}.`)
  await readWaiting()
  embedder.refusing = 1
  await expect(fillVectors()).rejects.toThrow("provider_error")
  await fillVectors()
  expect(await countVectors(MODEL)).toEqual({ passages: 90, embedded: 90 })
})

test.each([
  ["fewer vectors than texts", { data: [] }],
  ["no numbers", { data: [{ index: 0, embedding: ["a", "b"] }] }],
  ["a vector that points nowhere", { data: [{ index: 0, embedding: [0, 0, 0] }] }],
  ["something else", { hello: "world" }],
])("An answer with %s is not stored", async (_, instead) => {
  await add("one.md", "One text.")
  embedder.instead = instead
  await expect(fillVectors()).rejects.toThrow("garbled")
  expect(await countVectors(MODEL)).toEqual({ passages: 1, embedded: 0 })
})

test("A passage that the provider will not take holds up no other, and is found by its words", async () => {
  await addAll()
  await enqueue("long.md", "A forbidden text.")
  await add("after.md", "Something that comes later.")
  embedder.forbidden = "forbidden"
  await fillVectors()
  expect(await countVectors(MODEL)).toEqual({ passages: 5, embedded: 4 })
  const asked = embedder.asked.length
  await fillVectors()
  expect(embedder.asked).toHaveLength(asked)
  const { passages } = await searchPassages({ question: "Which text is forbidden?" })
  expect(passages[0]?.text).toBe("A forbidden text.")
})

test("A long message before it does not take a question's place", async () => {
  await addAll()
  await fillVectors()
  const { passages } = await searchPassages({
    question: "Where is the lido?",
    history: ["tax ".repeat(3_000)],
  })
  expect(embedder.asked.at(-1)?.input[0]).toContain("Where is the lido?")
  expect(passages.map(({ text }) => text)).toContain("The swimming pool is in Mill Lane.")
})

test("Another model's vectors go, and every passage is embedded anew", async () => {
  await addAll()
  await fillVectors()
  env().EMBEDDING_MODEL = "words-512"
  embedder.dimensions = 512
  await fillVectors()
  const rows = await query(({ db }) => db.select().from(vectors))
  expect(rows.map(({ model, numbers }) => [model, numbers?.byteLength])).toEqual(
    Array(3).fill(["words-512", 512]),
  )
  expect((await searchPassages({ question: "Where is the lido?" })).passages[0]?.text).toContain("pool")
})

test("Vectors that another process took away are made again within the hour, those of new documents at once", async () => {
  const clock = performance.now.bind(performance)
  await addAll()
  await query(({ db }) => db.update(documents).set({ readAt: sql`now() - interval '1 day'` }))
  await fillVectors()
  await fillVectors()
  await deleteOtherVectors("a model before")
  await fillVectors()
  expect(await countVectors(MODEL)).toMatchObject({ embedded: 0 })
  await add("new.md", "Something new.")
  await fillVectors()
  expect(await countVectors(MODEL)).toMatchObject({ embedded: 1 })
  try {
    performance.now = () => clock() + 3_700_000
    await fillVectors()
  } finally {
    performance.now = clock
  }
  expect(await countVectors(MODEL)).toEqual({ passages: 4, embedded: 4 })
})

test("A document that is replaced or deleted is found no more by what it meant", async () => {
  await addAll()
  await fillVectors()
  await searchPassages({ question: "Where is the lido?" })
  const { id } = await add("pool.md", "This page is empty for now.")
  const after = await searchPassages({ question: "Where is the lido?" })
  expect(after.passages.map(({ text }) => text)).not.toContain("The swimming pool is in Mill Lane.")
  await fillVectors()
  expect(await query(({ db }) => db.$count(vectors))).toBe(3)
  await deleteDocument(id)
  expect(await query(({ db }) => db.$count(vectors))).toBe(2)
})

test("A model that does not answer a question leaves it to its words", async () => {
  await addAll()
  await fillVectors()
  embedder.refusing = 1
  const { passages } = await searchPassages({ question: "Where is the swimming pool?" })
  expect(passages[0]?.text).toContain("swimming pool")
})

async function addAll() {
  await enqueue("pool.md", "The swimming pool is in Mill Lane.")
  await enqueue("dogs.md", "A dog must be kept on a lead.")
  await add("taxes.md", "Income tax is due in May.")
}

function enqueue(name: string, words: string) {
  return addDocument({ source: "upload", name, content: Buffer.from(words) })
}

async function add(name: string, words: string) {
  const added = await enqueue(name, words)
  await readWaiting()
  return added
}

/** All texts of passages that the model was asked about; questions come one by one. */
function texts(): string[] {
  return embedder.asked.flatMap(({ input }) => input)
}
