import { gzipSync } from "node:zlib"
import { expect, test } from "vitest"
import { generate } from "@/lib/server/model/generate"
import { type Raw, raw, refusal } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

const TEXT = "Öffnet um 9 😀, schließt um 6."
const words = TEXT.split(/(?= )/)
const said = (content: unknown) => chunk({ index: 0, delta: { content } })
const stop = chunk({ index: 0, delta: {}, finish_reason: "stop" })
const DONE = event("[DONE]")
const well = [...words.map(said), stop, DONE]

test.each<[string, string[], Partial<Raw>?]>([
  ["an empty role", [chunk({ index: 0, delta: { role: "", content: "" } }), ...well]],
  [
    "choices that are null, missing or empty",
    [event({ choices: null }), event({}), event({ choices: [] }), ...well],
  ],
  ["a delta that is null or missing", [chunk({ index: 0, delta: null }), chunk({ index: 0 }), ...well]],
  ["content as a list of parts", [...words.map((text) => said([{ type: "text", text }])), stop, DONE]],
  [
    "content as a list with thoughts",
    [said([{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }]), ...well],
  ],
  ["content that is null or a number", [said(null), said(7), ...well]],
  ["usage that is text, null or half", [usage({ prompt_tokens: "12" }), usage(null), usage("none"), ...well]],
  [
    "an event ping",
    ['event: ping\ndata: {"type": "ping"}\n\n', "event: ping\ndata: still here\n\n", ...well],
  ],
  [
    "comments",
    [": OPENROUTER PROCESSING\n\n", ...words.flatMap((text) => [said(text), ": hm\n\n"]), stop, DONE],
  ],
  ["empty data", ["data:\n\ndata: \n\n", ...well]],
  ["unknown fields", ["retry: 3000\nid: 7\nwhat: else\n\n", ...well]],
  ["a byte order mark", [`\ufeff${well.join("")}`]],
  ["CRLF", [well.join("").replaceAll("\n", "\r\n")]],
  ["CR", [well.join("").replaceAll("\n", "\r")]],
  ["data over several lines", [well.join("").replaceAll('{"choices"', '{\ndata: "choices"')]],
  ["no space after data", [well.join("").replaceAll("data: ", "data:")]],
  ["no empty line between events", [well.join("").replaceAll("\n\n", "\n")]],
  [
    "events cut at any byte",
    Buffer.from(well.join(""))
      .toString("latin1")
      .match(/.{1,7}/gs) ?? [],
    { encoding: "latin1" },
  ],
  [
    "anything after [DONE]",
    [...well, said(" more"), event({ error: { message: "too late" } }), "data: {\n\n"],
  ],
  [
    "something unreadable in between",
    [said(words[0]), "data: {broken\n\n", ...words.slice(1).map(said), stop, DONE],
  ],
  ["[DONE] and no reason", [...words.map(said), DONE]],
  ["no [DONE]", [...words.map(said), stop]],
  ["a connection cut after the reason", [...words.map(said), stop], { after: "cut" }],
  ["a connection left open after [DONE]", [...words.map(said), DONE], { after: "open" }],
  ["a connection left open after the reason", [...words.map(said), stop], { after: "open" }],
  [
    "two choices",
    [...words.flatMap((text) => [said(text), chunk({ index: 1, delta: { content: "other" } })]), stop, DONE],
  ],
  ["texts of the old kind", [...words.map((text) => chunk({ index: 0, text })), stop, DONE]],
  [
    "a message instead of pieces",
    [chunk({ index: 0, message: { role: "assistant", content: TEXT }, finish_reason: "stop" }), DONE],
  ],
  [
    "a message that repeats the pieces",
    [...words.map(said), chunk({ index: 0, message: { content: TEXT }, finish_reason: "stop" })],
  ],
  [
    "ids, models and times of any kind",
    [event({ id: 7, model: null, created: "now", object: 1, choices: [] }), ...well],
  ],
  ["text/plain", well, { headers: { "content-type": "text/plain" } }],
  ["a whole JSON answer", [whole({ content: TEXT })], { headers: { "content-type": "application/json" } }],
  [
    "a whole JSON answer in parts, left open",
    whole({ content: TEXT }).match(/.{1,9}/gs) ?? [],
    { after: "open" },
  ],
  [
    "gzip",
    [gzipSync(well.join("")).toString("base64")],
    { encoding: "base64", headers: { "content-encoding": "gzip" } },
  ],
  ["errors that are null", [event({ error: null, choices: [] }), ...well]],
])("an answer with %s is read whole", async (_, writes, more) => {
  await scripted.play(raw(writes, more))
  expect(await generated()).toEqual({ text: TEXT })
  expect(await scripted.requests()).toHaveLength(1)
})

test.each<[string, string[], object, Partial<Raw>?]>([
  [
    "usage in texts",
    [...words.map(said), stop, usage({ prompt_tokens: "12", completion_tokens: "7" }), DONE],
    { text: TEXT, usage: { inputTokens: 12, outputTokens: 7 } },
  ],
  [
    "held back",
    [said("half"), chunk({ index: 0, delta: {}, finish_reason: "content_filter" }), DONE],
    { text: "half", failure: "filtered" },
  ],
  [
    "refused in a field",
    [chunk({ index: 0, delta: { refusal: "I will not." } }), stop, DONE],
    { text: "I will not.", failure: "refused" },
  ],
  [
    "refused in a whole answer",
    [whole({ content: null, refusal: "I will not." })],
    { text: "I will not.", failure: "refused" },
  ],
  [
    "a tool",
    [
      chunk({ index: 0, delta: { tool_calls: [{ index: 0, id: 1, function: {} }] } }),
      chunk({ index: 0, delta: {}, finish_reason: "tool_calls" }),
      DONE,
    ],
    { text: "", failure: "tool_call" },
  ],
  [
    "a function of the old kind",
    [chunk({ index: 0, delta: { function_call: { name: "f" } }, finish_reason: "function_call" }), DONE],
    { text: "", failure: "tool_call" },
  ],
  [
    "the limit",
    [said("half"), chunk({ index: 0, delta: {}, finish_reason: "length" }), DONE],
    { text: "half", failure: "length" },
  ],
  [
    "an error in between",
    [said("half"), event({ error: { message: "secret words", code: "server_error" } })],
    { text: "half", failure: "provider_error", code: "server_error" },
  ],
  [
    "an error of OpenRouter",
    [
      said("half"),
      event({
        error: { code: 429, message: "x" },
        choices: [{ index: 0, delta: {}, finish_reason: "error" }],
      }),
    ],
    { text: "half", failure: "rate_limited", status: 429 },
  ],
  ["an error as event", ["event: error\ndata: it broke\n\n"], { text: "", failure: "provider_error" }],
  [
    "an error with status 200",
    [JSON.stringify({ error: { message: "no model x found", type: "invalid_model" } })],
    { text: "", failure: "unknown_model", code: "invalid_model" },
  ],
  [
    "a web page",
    ["<!doctype html><title>Sign in</title>"],
    { text: "", failure: "wrong_address", code: "html" },
    { headers: { "content-type": "text/html" } },
  ],
  ["words that are no events", ["It works!"], { text: "", failure: "garbled" }],
  ["JSON of something else", ['{"status": "ok"}'], { text: "", failure: "garbled" }],
  ["nothing", [], { text: "", failure: "empty" }],
  ["only [DONE]", [DONE], { text: "", failure: "empty" }],
  ["a connection that ends early", [said("half")], { text: "half", failure: "cut_off" }],
  ["a connection that breaks", [said("half")], { text: "half", failure: "cut_off" }, { after: "cut" }],
])("an answer that is %s ends as what it is, and keeps its words", async (_, writes, outcome, more) => {
  await scripted.play(raw(writes, more))
  expect(await generated()).toEqual(outcome)
})

test("a connection that the provider leaves open is closed", async () => {
  await scripted.play(raw([...words.map(said), stop, DONE], { after: "open" }))
  await generated()
  await expect.poll(async () => (await scripted.requests()).at(-1)?.aborted).toBe(true)
})

test.each<[number, unknown, object]>([
  [
    400,
    { error: { message: "bad", type: "invalid_request_error", code: null } },
    { failure: "rejected", code: "invalid_request_error" },
  ],
  [
    400,
    {
      error: {
        message: "This model's maximum context length is 8192 tokens.",
        code: "context_length_exceeded",
      },
    },
    { failure: "too_much", code: "context_length_exceeded" },
  ],
  [
    400,
    {
      error: {
        message: "the request exceeds the available context size",
        type: "exceed_context_size_error",
        code: 400,
      },
    },
    { failure: "too_much", code: "exceed_context_size_error" },
  ],
  [
    400,
    { error: { code: "content_filter", message: "The response was filtered" } },
    { failure: "filtered", code: "content_filter" },
  ],
  [
    400,
    { object: "error", message: "Invalid model: x", type: "invalid_model", code: "1500" },
    { failure: "unknown_model", code: "invalid_model" },
  ],
  [
    400,
    { error: { message: "Model Not Exist", type: "invalid_request_error", code: "invalid_request_error" } },
    { failure: "unknown_model", code: "invalid_request_error" },
  ],
  [
    400,
    [{ error: { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT" } }],
    { failure: "not_authorized", code: "invalid_argument" },
  ],
  [
    401,
    { error: { message: "Incorrect API key provided: sk-secret", code: "invalid_api_key" } },
    { failure: "not_authorized", code: "invalid_api_key" },
  ],
  [402, { error: { message: "Insufficient Balance", code: 402 } }, { failure: "no_credit" }],
  [403, {}, { failure: "not_authorized" }],
  [
    404,
    { error: { message: 'model "llama9" not found, try pulling it first', type: "api_error" } },
    { failure: "unknown_model", code: "api_error" },
  ],
  [
    404,
    {
      error: {
        message: "The model `x` does not exist or you do not have access to it.",
        code: "model_not_found",
      },
    },
    { failure: "unknown_model", code: "model_not_found" },
  ],
  [404, "404 page not found", { failure: "wrong_address" }],
  [405, { detail: "Method Not Allowed" }, { failure: "wrong_address" }],
  [413, "<html>413 Request Entity Too Large</html>", { failure: "too_much" }],
  [
    422,
    { detail: [{ loc: ["body"], msg: "a sentence with words", type: "value error" }] },
    { failure: "rejected" },
  ],
  [
    429,
    { error: { message: "You exceeded your current quota", code: "insufficient_quota" } },
    { failure: "no_credit", code: "insufficient_quota" },
  ],
  [
    429,
    { error: { message: "slow down", code: "rate_limit_exceeded" } },
    { failure: "rate_limited", code: "rate_limit_exceeded" },
  ],
  [500, "Internal Server Error", { failure: "provider_error" }],
  [
    503,
    { error: { message: "overloaded", type: "Overloaded" } },
    { failure: "provider_error", code: "overloaded" },
  ],
  [504, "", { failure: "timed_out" }],
])("a provider that refuses with %i %j", async (status, body, outcome) => {
  await scripted.play(refusal(status, {}, body))
  expect(await generated()).toEqual({ text: "", status, ...outcome })
  expect(await scripted.requests()).toHaveLength(1)
})

async function generated() {
  let text = ""
  const prompt = {
    instructions: "Be brief.",
    messages: [{ role: "user" as const, content: "When?" }],
    tokens: 9,
  }
  const outcome = await generate({ model: "scripted" }, prompt, new AbortController().signal, (piece) => {
    text += piece
  })
  return JSON.parse(JSON.stringify({ text, ...outcome }))
}

function event(data: object | string): string {
  return `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`
}

function chunk(choice: object): string {
  return event({ choices: [choice] })
}

function usage(usage: unknown): string {
  return event({ choices: [], usage })
}

function whole(message: object): string {
  return JSON.stringify({
    object: "chat.completion",
    choices: [{ index: 0, message, finish_reason: "stop" }],
  })
}
