import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as delay } from "node:timers/promises"
import { complaintOf } from "./picky"
import { answer, PLAIN_ANSWER, type Raw, type Script } from "./scenarios"

export type ProviderRequest = {
  headers: Record<string, string | string[] | undefined>
  body: {
    model: string
    temperature?: number
    stream?: boolean
    max_tokens?: number
    max_completion_tokens?: number
    stream_options?: object
    messages: { role: string; content: unknown }[]
  }
  /** Whether the caller hung up before the answer was finished. */
  aborted: boolean
}

/** `tried`: resolves when a first question was answered, which is the one an app asks when it has started. */
export type Provider = { url: string; tried: Promise<void>; stop: () => Promise<void> }

/**
 * A model provider that says what it is told to: `/v1/chat/completions` streams the current script, `/control/…`
 * sets the script, releases held pieces and tells what was asked; summaries of chats have a script of their own.
 */
export async function startProvider(port: number): Promise<Provider> {
  const stage = createStage()
  const tried = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/v1/")) response.once("close", tried.resolve)
    handle(stage, request, response).catch((cause) => response.destroy(cause))
  })
  server.listen(port, "127.0.0.1")
  await once(server, "listening")
  return {
    tried: tried.promise,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}

type Stage = ReturnType<typeof createStage>

function createStage() {
  return {
    script: answer(PLAIN_ANSWER),
    requests: [] as ProviderRequest[],
    /** Asked and answered apart: what nobody waits for. */
    summary: answer("In short."),
    summaries: [] as ProviderRequest[],
    open: new Set<ServerResponse>(),
    released: 0,
    waiting: [] as (() => void)[],
  }
}

async function handle(stage: Stage, request: IncomingMessage, response: ServerResponse) {
  const body = await readJson(request)
  switch (`${request.method} ${request.url}`) {
    case "POST /v1/chat/completions":
      return complete(stage, request, response, body as ProviderRequest["body"])
    case "PUT /control/script":
      stage.script = body as Script
      return sendJson(response, 200, {})
    case "PUT /control/summary":
      stage.summary = body as Script
      return sendJson(response, 200, {})
    case "GET /control/summaries":
      return sendJson(response, 200, stage.summaries)
    case "POST /control/release":
      release(stage, (body as { pieces: number }).pieces)
      return sendJson(response, 200, {})
    case "GET /control/requests":
      return sendJson(response, 200, stage.requests)
    case "POST /control/reset":
      reset(stage)
      return sendJson(response, 200, {})
    default:
      return sendJson(response, 404, { error: { message: `No such door: ${request.method} ${request.url}` } })
  }
}

/** How a model is asked to sum up an older part of a chat. */
const SUMMARY = "You keep the memory of a conversation"

async function complete(
  stage: Stage,
  request: IncomingMessage,
  response: ServerResponse,
  body: ProviderRequest["body"],
) {
  const isSummary = String(body.messages[0]?.content).startsWith(SUMMARY)
  const script = isSummary ? stage.summary : stage.script
  const record: ProviderRequest = { headers: request.headers, body, aborted: false }
  ;(isSummary ? stage.summaries : stage.requests).push(record)
  stage.open.add(response)
  // Every piece that is held listens for the end.
  response.setMaxListeners(0)
  response.on("close", () => {
    record.aborted = !response.writableFinished
    stage.open.delete(response)
  })
  if (script.status && script.status !== 200) return refuse(response, script)
  const complaint = complaintOf(body, script.refuses ?? [])
  if (complaint) return sendJson(response, 400, { error: complaint })
  if (script.raw) return sendRaw(response, script.raw)
  for (const piece of [...script.pieces, ...(script.echoes ? questionIn(body) : [])]) {
    await turn(stage, script.pace, response)
    if (response.destroyed) return
    sendChunk(response, { choices: [{ index: 0, delta: { role: "assistant", content: piece } }] })
  }
  end(response, script)
}

/** The last question, word by word: one that was not answered stands before it in the same message. */
function questionIn({ messages }: ProviderRequest["body"]): string[] {
  const text = String(messages.at(-1)?.content).split("\n\n").at(-1) ?? ""
  return text.split(/(?<= )/)
}

function refuse(response: ServerResponse, { status = 500, headers = {}, body }: Script) {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  const usual = { error: { message: `Scripted refusal ${status}`, type: "scripted", code: null } }
  sendJson(response, status, body ?? usual)
}

async function sendRaw(
  response: ServerResponse,
  { headers, writes, encoding = "utf8", pace = 2, after }: Raw,
) {
  response.writeHead(200, { "content-type": "text/event-stream", ...headers })
  response.flushHeaders()
  for (const text of writes) {
    await new Promise((sent) => response.write(Buffer.from(text, encoding), sent))
    // Each in a packet of its own.
    await delay(pace)
  }
  if (after === "cut") response.socket?.destroySoon()
  if (after === "end") response.end()
}

function end(response: ServerResponse, script: Script) {
  switch (script.ending) {
    case "silence":
      return
    case "cut":
      openStream(response)
      // Only once it is on its way: what was said is to arrive.
      return response.write(": the wire is cut here\n\n", () => response.socket?.destroySoon())
    case "garbage":
      openStream(response)
      return response.end("data: <html>502 Bad Gateway</html>\n\n")
    default:
      sendChunk(response, { choices: [{ index: 0, delta: {}, finish_reason: script.ending }] })
      sendChunk(response, { choices: [], usage: usageOf(script) })
      return response.end("data: [DONE]\n\n")
  }
}

function usageOf({ pieces, usage }: Script) {
  return usage ?? { prompt_tokens: 10, completion_tokens: pieces.length, total_tokens: 10 + pieces.length }
}

async function turn(stage: Stage, pace: Script["pace"], response: ServerResponse) {
  if (typeof pace === "number") return delay(pace)
  if (pace === undefined) return
  if (stage.released > 0) {
    stage.released -= 1
    return
  }
  await new Promise<void>((resolve) => {
    stage.waiting.push(resolve)
    // The app listens no more: a release is not to be spent on this one.
    response.once("close", () => {
      stage.waiting = stage.waiting.filter((waiting) => waiting !== resolve)
      resolve()
    })
  })
}

function release(stage: Stage, pieces: number) {
  const ready = stage.waiting.splice(0, pieces)
  stage.released += pieces - ready.length
  for (const go of ready) go()
}

function reset(stage: Stage) {
  for (const response of stage.open) response.destroy()
  release(stage, stage.waiting.length)
  Object.assign(stage, { ...createStage(), open: stage.open })
}

function sendChunk(response: ServerResponse, part: object) {
  openStream(response)
  const chunk = {
    id: "chatcmpl-scripted",
    object: "chat.completion.chunk",
    created: 0,
    model: "scripted",
    ...part,
  }
  response.write(`data: ${JSON.stringify(chunk)}\n\n`)
}

function openStream(response: ServerResponse) {
  if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" })
}

function sendJson(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString("utf8"))
}
