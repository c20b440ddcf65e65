import "server-only"
import { isBlank } from "@/lib/text"
import type { Prompt, PromptMessage, Turn } from "../model/prompt"
import { countTokens } from "../model/tokens"
import {
  clip,
  MESSAGE_OVERHEAD,
  type Recalled,
  type Said,
  type SaidTurn,
  tokensOf,
  visible,
} from "../recall/turns"
import { Selection } from "./selection"

const PROMPT_OVERHEAD = 6

/** Between two questions of which the first got no answer. */
const JOIN = "\n\n"

/** The share of what is said that is kept for the newest turns, whatever older ones are about. */
const RECENT = 0.1

/** The share that the last question and its answer may take, when they are long: the next question is often about them. */
const LAST = 0.4

/** Tokens of a long reply that are shown where visitors' messages are what is looked for. */
const CLIPPED = 150

/** The share of what is said that the summary of the older part may take. */
const SUMMARY = 0.15

/**
 * Parts of a context. `budget`: tokens of everything; `aside`: what is told before what is said here, and always fits; `summary`: what
 * was said in the older part, in short.
 */
export type Parts = Said & {
  instructions: string
  question: Turn
  budget: number
  aside?: Turn[]
  summary?: Summary
}

type Summary = { text: string; tokens: number }

/**
 * What the model is shown: the instructions (the system prompt, and passages of the operator's documents), then what was said,
 * as a conversation, then the question; never more than the budget. Where not everything that was said fits, the summary of the
 * older part and the newest turns are shown, and of the older ones those that were recalled, with their neighbours. What is invisible in a message is not
 * shown. A question that is too long for the budget keeps its beginning and its end.
 */
export function buildContext(parts: Parts): Prompt {
  const { instructions, question, said, recalled, budget, aside = [], summary } = parts
  let tokens = PROMPT_OVERHEAD + countTokens(instructions) + MESSAGE_OVERHEAD
  const asked = clip(visible(question), budget - tokens - MESSAGE_OVERHEAD)
  tokens += asked.tokens + MESSAGE_OVERHEAD
  const room = budget - tokens - tokensOf(aside)
  const summed = recalled && summary ? summaryTurns(summary, SUMMARY * room) : []
  const left = room - tokensOf(summed)
  const shown = [
    ...aside,
    ...summed,
    ...(recalled ? fromEverything(said, recalled, left) : newest(said, left)),
  ]
  const messages = toConversation([...shown, asked])
  return { instructions, tokens: tokens + tokensOf(shown), messages: messages.map(toMessage) }
}

/** Tokens that are left for what was said. */
export function roomBeside({ instructions, question, budget }: Omit<Parts, "said">): number {
  return budget - PROMPT_OVERHEAD - countTokens(instructions) - 2 * MESSAGE_OVERHEAD - question.tokens
}

/** The visitor's words, in a way, and no instruction of the operator: so it is told as they are. */
function summaryTurns({ text, tokens }: Summary, room: number): Turn[] {
  const most = Math.floor(room) - SUMMARY_HEAD_TOKENS - MESSAGE_OVERHEAD
  if (most < TOO_LITTLE) return []
  const short = clip({ role: "user", text, tokens }, most)
  return [{ role: "user", text: SUMMARY_HEAD + short.text, tokens: short.tokens + SUMMARY_HEAD_TOKENS }]
}

/** Stands before the summary; its tokens at most. */
const SUMMARY_HEAD = "[What was said earlier in this conversation, in short]\n"
const SUMMARY_HEAD_TOKENS = 16

/** Fewer tokens than that hold nothing that is worth showing. */
const TOO_LITTLE = 50

function newest(said: SaidTurn[], room: number): Turn[] {
  const shown: Turn[] = []
  let left = room
  for (const turn of said.toReversed().map(visible)) {
    left -= turn.tokens + MESSAGE_OVERHEAD
    if (left < 0) break
    shown.push(turn)
  }
  return shown.reverse()
}

/** Tokens of standing instructions, and the share of what is said that they take at most. */
const STANDING = 600
const STANDING_SHARE = 0.15

/**
 * The newest turns, standing instructions, older turns that matter with what was said just before and after them, then again the
 * newest.
 */
function fromEverything(
  said: SaidTurn[],
  { places, clipsReplies, standing }: Recalled,
  room: number,
): Turn[] {
  const selection = new Selection(said, room)
  const last = said.length - 1
  for (const place of [last, last - 1]) selection.takeClipped(place, (LAST * room) / 2)
  for (let place = last - 2; selection.used < RECENT * room && selection.take(place); ) place--
  const most = selection.used + Math.min(STANDING, STANDING_SHARE * room)
  for (const place of standing) if (selection.used < most) selection.take(place)
  for (const place of places) {
    selection.take(place)
    selection.take(place - 1)
    if (clipsReplies) selection.takeClipped(place + 1, CLIPPED)
    else selection.take(place + 1)
  }
  for (let place = last - 2; selection.take(place); ) place--
  return selection.turns()
}

/**
 * Begins with the visitor and alternates, without a message that says nothing: the templates of many models take nothing
 * else, and one reply that failed would end the chat for good. A question without an answer belongs to the next one.
 */
function toConversation(turns: Turn[]): Turn[] {
  const said = turns.filter(({ text }) => !isBlank(text))
  const conversation: Turn[] = []
  for (const turn of said.slice(said.findIndex(({ role }) => role === "user"))) {
    const last = conversation.at(-1)
    if (last?.role === turn.role) conversation.splice(-1, 1, { ...turn, text: last.text + JOIN + turn.text })
    else conversation.push(turn)
  }
  return conversation
}

function toMessage({ role, text }: Turn): PromptMessage {
  return { role, content: text }
}
