import "server-only"
import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider"

const ANSWER = `No language model is configured on this page yet, so I cannot answer questions in my own words.

What works already: this conversation is kept for you alone, it is there when you come back, and you can rename or delete it.

For the operator: set \`OPENAI_API_KEY\`, or \`OPENAI_BASE_URL\` for any OpenAI-compatible server, choose a \`CHAT_MODEL\`, and start Alcove again.`

/** Fixed words cost nothing. */
const NO_USAGE = {
  inputTokens: { total: 0, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 0, text: undefined, reasoning: undefined },
}
const FINISH = { unified: "stop", raw: "stop" } as const

/** The name of the model that comes with the app, and quotes. */
export const BUILT_IN = "quoting"

/**
 * The model that answers when none is configured: with words of the operator's documents, or by saying what it can and cannot
 * do. It streams like any other.
 */
export function builtInModel(answer = ANSWER): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "alcove",
    modelId: BUILT_IN,
    supportedUrls: {},
    async doGenerate() {
      return {
        content: [{ type: "text", text: answer }],
        finishReason: FINISH,
        usage: NO_USAGE,
        warnings: [],
      }
    },
    async doStream() {
      return { stream: streamOf(parts(answer)) }
    },
  }
}

function* parts(answer: string): Generator<LanguageModelV4StreamPart> {
  yield { type: "stream-start", warnings: [] }
  yield { type: "text-start", id: "answer" }
  for (const word of answer.match(/\S+\s*/g) ?? []) yield { type: "text-delta", id: "answer", delta: word }
  yield { type: "text-end", id: "answer" }
  yield { type: "finish", finishReason: FINISH, usage: NO_USAGE }
}

function streamOf<T>(items: Generator<T>): ReadableStream<T> {
  return new ReadableStream({
    pull(controller) {
      const next = items.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
  })
}
