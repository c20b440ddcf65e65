import { type APIRequestContext, type APIResponse, expect, type Page } from "@playwright/test"
import { v7 as uuid } from "uuid"

/** The action request behind a button, without the cookie of the page that made it. */
export type ActionRequest = { url: string; headers: Record<string, string>; input: object }
export type SendInput = { chatId: string; messageId: string; text: string }

/** Presses a button and keeps the action request it makes, to be made again with other ids, words and cookies. */
export async function captureAction(page: Page, press: () => Promise<void>): Promise<ActionRequest> {
  const [request] = await Promise.all([
    page.waitForRequest((candidate) => candidate.method() === "POST" && "next-action" in candidate.headers()),
    press(),
  ])
  const kept = ["next-action", "next-router-state-tree", "accept", "content-type"]
  const headers = Object.entries(request.headers()).filter(([name]) => kept.includes(name))
  const [input] = JSON.parse(request.postData() ?? "[]")
  return {
    url: request.url(),
    headers: { ...Object.fromEntries(headers), origin: new URL(request.url()).origin },
    input,
  }
}

/** Makes the request again, with other arguments, as the visitor whose cookies `client` has. */
export function replay(
  client: APIRequestContext,
  action: ActionRequest,
  ...args: unknown[]
): Promise<APIResponse> {
  return client.post(action.url, { headers: action.headers, data: JSON.stringify(args, escaped) })
}

/** As React writes arguments: a dollar sign at the beginning of a text would mean something else. */
function escaped(_: string, value: unknown): unknown {
  return typeof value === "string" && value.startsWith("$") ? `$${value}` : value
}

/** Ids for a message that was not sent yet. */
export function newMessage(text: string, chatId: string = uuid()): SendInput {
  return { chatId, messageId: uuid(), text }
}

/** What the action returned, out of the stream of the response. */
export async function resultOf(
  response: APIResponse,
): Promise<{ ok: boolean; error?: { code: string; message: string } }> {
  const line = /^[0-9a-f]+:(\{"ok":.*\})$/m.exec(await response.text())
  expect(line, "the result of an action").not.toBeNull()
  return JSON.parse(line?.[1] ?? "")
}

/** Sends the questions to one chat, one after the other, each when the reply before it has ended. */
export async function sendAll(
  client: APIRequestContext,
  action: ActionRequest,
  chatId: string,
  questions: string[],
): Promise<void> {
  for (const question of questions) {
    const response = await replay(client, action, newMessage(question, chatId))
    expect(await resultOf(response)).toMatchObject({ ok: true })
    // The route streams for as long as the reply runs.
    await (await client.get(`/api/chats/${chatId}/reply?after=0`)).body()
  }
}
