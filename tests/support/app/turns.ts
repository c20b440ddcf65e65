import { v7 as uuidv7 } from "uuid"
import { sendMessage } from "@/lib/server/chats/send"
import { type Ending, finishReply } from "@/lib/server/replies/finish"
import type { Session } from "@/lib/server/sessions/session"
import type { Source } from "@/lib/types"

/** A turn that was stored, as the test that sent it knows it. */
export type StoredTurn = { chatId: string; replyId: string; language: string; ending: Ending }

/** A passage of the `document`th document. */
function source(number: number, document: number): Source {
  const documentId = `00000000-0000-7000-8000-${String(document).padStart(12, "0")}`
  return { number, documentId, version: 1, title: "A guide", heading: "", start: 0, end: 5, text: "Words" }
}

/** How replies end, over and over: every status, failure and model, and times around every bound. */
const ENDINGS: Omit<Ending, "text" | "tokens" | "inputTokens" | "outputTokens">[] = [
  {
    status: "complete",
    model: "large",
    firstTokenMs: 50,
    sources: [source(1, 1), source(2, 2), source(3, 1)],
  },
  { status: "complete", model: "small", firstTokenMs: 51, unanswered: true },
  { status: "complete", model: "quoting", firstTokenMs: 52, unanswered: true },
  { status: "complete", model: "small", firstTokenMs: 1000 },
  { status: "complete", failure: "length", model: "small", firstTokenMs: 300_001 },
  { status: "stopped", model: "large", firstTokenMs: 1, sources: [source(1, 2)] },
  { status: "interrupted", model: "a model, {with} \"signs\" and 'quotes'", firstTokenMs: 7500 },
  { status: "failed", failure: "rate_limited", model: "large" },
  { status: "failed", failure: "cut_off", model: "small", firstTokenMs: 0 },
]
const LANGUAGES = ["en", "de", "en", "tr", "uk"]

/** Stores the `number`th of many different turns: a question accepted, its reply ended, without a model. */
export async function storeTurn(session: Session, chatId: string, number: number): Promise<StoredTurn> {
  const language = LANGUAGES[number % LANGUAGES.length] as string
  const accepted = await sendMessage(session, {
    chatId,
    messageId: uuidv7(),
    text: `Turn ${number}`,
    language,
  })
  if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
  const ending = endingOf(number)
  if (!(await finishReply(accepted.job.lease, ending))) throw new Error("not completed")
  accepted.job.remember({ role: "assistant", text: ending.text, tokens: ending.tokens })
  return { chatId, replyId: accepted.replyId, language, ending }
}

function endingOf(number: number): Ending {
  const kind = ENDINGS[number % ENDINGS.length] as (typeof ENDINGS)[number]
  const text = kind.firstTokenMs === undefined ? "" : `Answer ${number}`
  return { ...kind, text, tokens: 3, inputTokens: 100 + (number % 97), outputTokens: number % 13 }
}

/** Runs `work` for 0 … `count` − 1 in so many lanes at once; each lane does one after the other. */
export async function inParallel(
  lanes: number,
  count: number,
  work: (number: number, lane: number) => Promise<void>,
) {
  let next = 0
  const run = async (_: unknown, lane: number) => {
    while (next < count) await work(next++, lane)
  }
  await Promise.all(Array.from({ length: lanes }, run))
}
