import { setTimeout as delay } from "node:timers/promises"
import { v7 as uuid } from "uuid"
import type { Answer } from "../browser/neutral"
import { listActions } from "./build"
import { APP_URL } from "./settings"

/** A request to the app under test. */
export type Call = { path: string; method?: string; headers?: Record<string, string>; body?: string }

/** Calls an action the way our page does. */
export function action(name: string, input?: object, app = APP_URL): Call {
  const id = listActions().get(name)
  if (!id) throw new Error(`the build knows no action ${name}`)
  return {
    path: "/",
    method: "POST",
    headers: { "next-action": id, "content-type": "text/plain;charset=UTF-8", origin: app },
    body: JSON.stringify(input ? [input] : []),
  }
}

/** Makes the request with this cookie, and reads the answer to its end. */
export async function answerTo(
  { path, headers, ...init }: Call,
  cookie = "",
  app = APP_URL,
): Promise<Answer> {
  const response = await fetch(app + path, {
    ...init,
    headers: { ...headers, ...(cookie && { cookie }) },
  })
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  }
}

/** Ids of a conversation, and the cookie of its visitor. */
export type Conversation = { cookie: string; chatId: string; messageId: string; replyId: string }

/** So often a question is sent again that was refused as `unavailable`: that is for a moment, and the page does the same. */
const SENDS = 10

/** Asks a question without a browser; a stranger becomes a visitor. Does not wait for the answer. */
export async function converse(text: string, known = "", app = APP_URL): Promise<Conversation> {
  const ids = { chatId: uuid(), messageId: uuid() }
  let cookie = known
  for (let sends = 1; ; sends++) {
    const { headers, body } = await answerTo(action("sendMessage", { ...ids, text }, app), cookie, app)
    cookie = headers["set-cookie"]?.split(";", 1)[0] ?? cookie
    const replyId = /"replyId":"([^"]+)"/.exec(body)?.[1]
    if (cookie && replyId) return { ...ids, cookie, replyId }
    const isForAMoment = body.includes('"code":"unavailable"')
    if (!isForAMoment || sends === SENDS)
      throw new Error(`the question was not accepted: ${body.slice(-300)}`)
    await delay(500)
  }
}

/** Waits for the end of a reply, and gives all of it. */
export async function followReply({ chatId, cookie }: Conversation, app = APP_URL): Promise<Answer> {
  return answerTo({ path: `/api/chats/${chatId}/reply?after=0` }, cookie, app)
}
