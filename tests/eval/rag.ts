import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { migrateDatabase } from "@/drizzle/migrate"
import { closeDatabase } from "@/lib/server/db/client"
import { addDocument } from "@/lib/server/documents/add"
import { readWaiting } from "@/lib/server/documents/ingest"
import { type Found, searchPassages } from "@/lib/server/documents/search"
import { fillVectors } from "@/lib/server/vectors/fill"
import { startScratchPostgres } from "@/scripts/test/postgres.mjs"
import { appSettings } from "@/tests/support/app/settings"

/*
 * `npm run eval:rag -- DIR`: how well the search finds what is judged to be relevant. DIR holds BEIR files; everything goes
 * the way of an operator's documents into a scratch database.
 */

type Doc = { _id: string; title: string; text: string }
type Query = { _id: string; text: string; history?: { role: string; text: string }[] }

const DEPTH = 100

const [dir = ""] = process.argv.slice(2)
// The provider of the environment is asked when it has a model of embeddings, and no other.
const isHybrid = Boolean(process.env.EMBEDDING_MODEL)
const { OPENAI_BASE_URL = "", OPENAI_API_KEY = "" } = process.env
Object.assign(process.env, appSettings("http://127.0.0.1:9"), { LOG_LEVEL: "error" })
if (isHybrid) Object.assign(process.env, { OPENAI_BASE_URL, OPENAI_API_KEY })
const server = await startScratchPostgres()
try {
  process.env.DATABASE_URL = server.url
  await migrateDatabase(server.url, "drizzle/migrations")
  const corpus = await readLines<Doc>("corpus.jsonl")
  const ingested = await ingest(corpus)
  const relevant = await readRelevance()
  const queries = (await readLines<Query>("queries.jsonl")).filter(({ _id }) => relevant.has(_id))
  const began = performance.now()
  const scores: Scores[] = []
  for (const query of queries) {
    const found = await search(query)
    scores.push(scoresOf(found, ingested.names, relevant.get(query._id) ?? new Map()))
  }
  const msPerQuery = (performance.now() - began) / Math.max(queries.length, 1)
  console.log(
    JSON.stringify({
      documents: corpus.length,
      queries: queries.length,
      ...mean(scores),
      msPerQuery: round(msPerQuery),
      documentsPerSecond: round(ingested.perSecond),
      mode: isHybrid ? "hybrid" : "lexical",
      ...(await refusals(scores)),
    }),
  )
} finally {
  await closeDatabase()
  await server.stop()
}

async function ingest(corpus: Doc[]) {
  const began = performance.now()
  const names = new Map<string, string>()
  for (const { _id, title, text } of corpus) {
    const content = Buffer.from(title ? `# ${title}\n\n${text}` : text)
    const { id } = await addDocument({ source: "upload", name: `${_id}.md`, content })
    names.set(id, _id)
  }
  await readWaiting()
  if (isHybrid) await fillVectors()
  return { names, perSecond: (corpus.length / (performance.now() - began)) * 1000 }
}

function search({ text, history = [] }: Query): Promise<Found> {
  const earlier = history.filter(({ role }) => role === "user").map((turn) => turn.text)
  return searchPassages({ question: text, history: earlier })
}

type Scores = { ndcgAt10: number; firstAt1: number; recallAt5: number; recallAt100: number; enough: boolean }

function scoresOf(
  { passages, enough }: Found,
  names: Map<string, string>,
  wanted: Map<string, number>,
): Scores {
  const ids = [...new Set(passages.map(({ documentId }) => names.get(documentId) ?? ""))].slice(0, DEPTH)
  const gains = ids.map((id) => wanted.get(id) ?? 0)
  const ideal = [...wanted.values()].toSorted((a, b) => b - a)
  const hits = (depth: number) => gains.slice(0, depth).filter((gain) => gain > 0).length
  const possible = [...wanted.values()].filter((gain) => gain > 0).length
  return {
    ndcgAt10: dcg(gains) / (dcg(ideal) || 1),
    firstAt1: hits(1),
    recallAt5: hits(5) / Math.max(possible, 1),
    recallAt100: hits(DEPTH) / Math.max(possible, 1),
    enough,
  }
}

function dcg(gains: number[]): number {
  return gains.slice(0, 10).reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0)
}

function mean(scores: Scores[]) {
  const of = (name: keyof Omit<Scores, "enough">) =>
    round(scores.reduce((sum, score) => sum + score[name], 0) / Math.max(scores.length, 1))
  return {
    ndcgAt10: of("ndcgAt10"),
    firstAt1: of("firstAt1"),
    recallAt5: of("recallAt5"),
    recallAt100: of("recallAt100"),
  }
}

/** Only where there are questions that nothing answers. */
async function refusals(answerable: Scores[]): Promise<{ refused?: number; answered?: number }> {
  const file = await readFile(join(dir, "unanswerable.json"), "utf8").catch(() => undefined)
  if (file === undefined) return {}
  const found: Found[] = []
  for (const query of JSON.parse(file) as Query[]) found.push(await search(query))
  const share = (answers: { enough: boolean }[]) =>
    round(answers.filter(({ enough }) => enough).length / Math.max(answers.length, 1))
  return { refused: round(1 - share(found)), answered: share(answerable) }
}

async function readLines<T>(name: string): Promise<T[]> {
  const text = await readFile(join(dir, name), "utf8")
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/** By query, how relevant each document is. */
async function readRelevance(): Promise<Map<string, Map<string, number>>> {
  const relevant = new Map<string, Map<string, number>>()
  for (const line of (await readFile(join(dir, "qrels.tsv"), "utf8")).split("\n").slice(1)) {
    const [query, document, score] = line.split("\t")
    if (!query || !document) continue
    const judged = relevant.get(query) ?? new Map<string, number>()
    relevant.set(query, judged.set(document, Number(score)))
  }
  return relevant
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
