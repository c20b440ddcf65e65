import { addDocument } from "@/lib/server/documents/add"
import { readWaiting } from "@/lib/server/documents/ingest"
import type { Figures } from "./measure"
import { turnsOf } from "./memory"
import type { Visitor } from "./seed"

const DOCUMENTS = 1_000
const SENTENCES = 60
const QUIET_TURNS = 1_000

/** `ratio` and `p95Ratio`: the memory turn beside the reading to that before it; `grown`: megabytes this process is larger after it. */
export type IngestionResult = {
  documents: number
  perSecond: number
  quiet: Figures
  beside: Figures
  ratio: number
  p95Ratio: number
  grown: number
}

/** A thousand documents of some two pages are read while a visitor goes on asking, in one process. */
export async function benchIngestion(visitors: Visitor[]): Promise<IngestionResult> {
  const turn = turnsOf(visitors)
  const quiet = await turn((done) => done === QUIET_TURNS)
  for (let number = 0; number < DOCUMENTS; number++) {
    const content = new TextEncoder().encode(text(number))
    await addDocument({ source: "upload", name: `bench-${number}.md`, content })
  }
  const before = process.memoryUsage().rss
  const began = performance.now()
  let took: number | undefined
  const reading = readWaiting().then(() => {
    took = performance.now() - began
  })
  const beside = await turn(() => took !== undefined)
  await reading
  return {
    documents: DOCUMENTS,
    perSecond: (1000 * DOCUMENTS) / (took ?? Number.NaN),
    quiet,
    beside,
    ratio: beside.p50 / quiet.p50,
    p95Ratio: beside.p95 / quiet.p95,
    grown: (process.memoryUsage().rss - before) / 2 ** 20,
  }
}

const WORDS =
  "library garden museum opening hours Sunday card fee reading room archive map child visit guide floor lift stairs entrance ticket concert lecture book shelf loan return late desk staff question street bus bicycle parking winter summer holiday notice rule silence phone computer printer copy scan collection newspaper journal film music".split(
    " ",
  )

/** Sentences of a few words each, no two documents alike, under headings. */
function text(number: number): string {
  const word = (at: number) => WORDS[(at * 7919 + number * 104_729) % WORDS.length]
  const sentences = Array.from({ length: SENTENCES }, (_, at) => {
    const words = Array.from({ length: 12 }, (_, place) => word(at * 13 + place)).join(" ")
    return `${at % 10 === 0 ? `\n\n## Part ${at / 10 + 1} of ${number}\n\n` : ""}The ${words}.`
  })
  return `# Document ${number}\n\n${sentences.join(" ")}\n`
}
