import { createServer } from "node:net"
import { expect, test, vi } from "vitest"
import { env } from "@/lib/server/env"
import { generate } from "@/lib/server/model/generate"
import { agent } from "@/lib/server/provider/transport"
import { log } from "@/lib/server/telemetry/log"
import { listMetrics } from "@/lib/server/telemetry/metrics"
import { failureSentence } from "@/lib/words/page"
import { begin, lastMessage } from "@/tests/support/app/replies"
import { picky, type Raw, type Refused, raw, refusal } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

process.env.REPLY_TIMEOUT = "1s"

const ANSWER = "It opens at nine."
const SENTINEL = "words-of-a-visitor"

test.each<[Refused[], number, (body: object) => void]>([
  [
    ["max_tokens"],
    2,
    (body) => {
      expect(body).not.toHaveProperty("max_tokens")
      expect(body).toMatchObject({ max_completion_tokens: expect.any(Number) })
    },
  ],
  [["temperature"], 2, (body) => expect(body).not.toHaveProperty("temperature")],
  [["stream_options"], 2, (body) => expect(body).not.toHaveProperty("stream_options")],
  [
    ["system"],
    2,
    (body) => expect(body).toMatchObject({ messages: [{ role: "user", content: "Be brief.\n\nWhen?" }] }),
  ],
  [
    ["max_tokens", "temperature", "stream_options", "system", "turns"],
    5,
    (body) => expect(body).not.toHaveProperty("temperature"),
  ],
])(
  "a provider that takes no %j is asked once more without it, and the next time at once",
  async (refuses, calls, holds) => {
    const model = `picky-${refuses.join("-")}`
    await scripted.play(picky(refuses, ANSWER))
    expect(await said(model)).toMatchObject({ text: ANSWER })
    expect(await scripted.requests()).toHaveLength(calls)
    expect(await said(model)).toMatchObject({ text: ANSWER })
    const requests = await scripted.requests()
    expect(requests).toHaveLength(calls + 1)
    holds(requests.at(-1)?.body ?? {})
  },
)

test("a provider that goes on refusing is not asked for ever", async () => {
  await scripted.play(
    refusal(400, {}, { error: { message: "max_tokens, temperature and stream_options: no." } }),
  )
  expect(await said("never")).toEqual({ text: "", failure: "rejected", status: 400 })
  expect((await scripted.requests()).length).toBeLessThanOrEqual(5)
})

test("the status and the short name of a refusal stand in the log and in the figures, and no word of it", async () => {
  const lines = vi.spyOn(log(), "info").mockReturnValue(undefined)
  await scripted.play(
    refusal(
      404,
      {},
      { error: { message: `No model for ${SENTINEL}: model not found`, code: "model_not_found" } },
    ),
  )
  const { visitor, chatId, done } = await begin(SENTINEL)
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ failure: "unknown_model" })
  expect(lines.mock.calls.at(-1)).toEqual([
    expect.objectContaining({ failure: "unknown_model", provider: 404, code: "model_not_found" }),
    "reply",
  ])
  expect(JSON.stringify(lines.mock.calls)).not.toContain(SENTINEL)
  const { text } = await listMetrics()
  expect(text).toContain('alcove_provider_refusals_total{status="404"} 1')
  expect(text).toContain('alcove_reply_failures_total{code="unknown_model"} 1')
  expect(text).not.toContain(SENTINEL)
})

test.each([
  ["a closed port", async () => `http://127.0.0.1:${await closedPort()}/v1`, "econnrefused"],
  [
    "an unknown name",
    async () => "http://no-such-host.invalid/v1",
    expect.stringMatching(/^(enotfound|eai_again)$/),
  ],
])("a provider at %s cannot be reached, which has a sentence of its own", async (_, address, code) => {
  const before = env().OPENAI_BASE_URL
  env().OPENAI_BASE_URL = await address()
  const outcome = await said("away").finally(() => {
    env().OPENAI_BASE_URL = before
  })
  expect(outcome).toEqual({ text: "", failure: "unreachable", code })
  expect(failureSentence("unreachable", "desk@library.example")).toMatch(
    /cannot be reached.*desk@library\.example/,
  )
})

test.each<[string, string]>([
  ["comments", ": still working\n\n"],
  [
    "thoughts",
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { reasoning_content: "hm" } }] })}\n\n`,
  ],
])("%s of the provider are signs of life: REPLY_TIMEOUT is for silence", async (_, sign) => {
  const slow: Partial<Raw> = { pace: 400 }
  const words = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: ANSWER } }] })}\n\ndata: [DONE]\n\n`
  await scripted.play(raw([...new Array<string>(5).fill(sign), words], slow))
  expect(await said("slow")).toMatchObject({ text: ANSWER })
})

test("the connection to the provider knows no limit of its own, before and after the headers", () => {
  const options = Object.getOwnPropertySymbols(agent()).map((name) => Reflect.get(agent(), name))
  expect(options).toContainEqual(expect.objectContaining({ headersTimeout: 0, bodyTimeout: 0 }))
})

async function said(model: string): Promise<object> {
  let text = ""
  const prompt = {
    instructions: "Be brief.",
    messages: [{ role: "user" as const, content: "When?" }],
    tokens: 9,
  }
  const outcome = await generate(
    { model, temperature: 0.3 },
    prompt,
    new AbortController().signal,
    (piece) => {
      text += piece
    },
  )
  return JSON.parse(JSON.stringify({ text, ...outcome }))
}

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === "object" && address ? address.port : 0
}
