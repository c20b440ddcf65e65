import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"

/** Words that this model takes to mean the same. */
const MEANINGS = [
  ["pool", "swimming", "bath", "lido", "schwimmbad"],
  ["dog", "hound", "pet", "hund"],
  ["fee", "price", "cost", "charge"],
]
/** Words that mean nothing by themselves. */
const LITTLE = ["the", "where", "must", "for", "and"]
const DIMENSIONS = 1024

/** What the embedder does: how many numbers it gives, and how many of the next requests it refuses. */
export type Embedder = {
  url: string
  asked: { model: string; input: string[]; dimensions?: number }[]
  dimensions: number
  refusing: number
  /** A word in a text that it will not take; empty when there is none. */
  forbidden: string
  /** Given instead of what was asked for. */
  instead: object | undefined
  stop: () => Promise<void>
}

/** A server of embeddings over HTTP, with a model that knows a few words. */
export async function startEmbedder(): Promise<Embedder> {
  const embedder: Embedder = {
    url: "",
    asked: [],
    dimensions: DIMENSIONS,
    refusing: 0,
    forbidden: "",
    instead: undefined,
    stop,
  }
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request))
    embedder.asked.push(body)
    const isForbidden = embedder.forbidden !== "" && String(body.input).includes(embedder.forbidden)
    const refuses = embedder.refusing > 0
    if (refuses) embedder.refusing--
    response.writeHead(isForbidden ? 400 : refuses ? 503 : 200, { "content-type": "application/json" })
    response.end(
      JSON.stringify(
        refuses || isForbidden ? { error: { message: "busy" } } : (embedder.instead ?? answer(body.input)),
      ),
    )
  })
  function answer(input: string[]) {
    const data = input.map((words, index) => ({ index, embedding: vectorOf(words, embedder.dimensions) }))
    return { object: "list", data, usage: { prompt_tokens: input.length, total_tokens: input.length } }
  }
  async function stop() {
    server.close()
    server.closeAllConnections()
    await once(server, "close")
  }
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  embedder.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return embedder
}

/** A bag of meanings: every word adds to the place of what it means. */
export function vectorOf(words: string, dimensions: number): number[] {
  const vector = new Array(dimensions).fill(0.001)
  const said = words.toLowerCase().match(/\p{L}{3,}/gu) ?? []
  for (const word of said) if (!LITTLE.includes(word)) vector[placeOf(word) % dimensions] += 1
  return vector
}

function placeOf(word: string): number {
  const meaning = MEANINGS.find((words) => words.includes(word))?.[0] ?? word
  return [...meaning].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7)
}
