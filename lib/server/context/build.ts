import "server-only"
import { isBlank, withoutInvisible } from "@/lib/text"
import { env } from "../env"
import type { Prompt, PromptMessage, Turn } from "../model/prompt"
import { countTokens } from "../model/tokens"

/** What a chat format adds around one message, and around the whole; rounded up over the formats of known models. */
const MESSAGE_OVERHEAD = 6

const PROMPT_OVERHEAD = 6

const CUT = "\n\n[… the middle of this long message was left out …]\n\n"

/** Between two questions of which the first got no answer. */
const JOIN = "\n\n"

/**
 * What the model is shown: the instructions (the system prompt, and passages of the operator's documents), then the
 * newest turns that fit, as a conversation, then the question; never more than `CONTEXT_TOKENS`. `history` yields pages of
 * turns, newest first, and is read only as far as they fit. What is invisible in a message is not shown. A question that
 * is too long for the budget keeps its beginning and its end.
 */
export async function buildContext(
  instructions: string,
  question: Turn,
  history: AsyncIterable<Turn[]>,
): Promise<Prompt> {
  const budget = env().CONTEXT_TOKENS
  let tokens = PROMPT_OVERHEAD + countTokens(instructions) + MESSAGE_OVERHEAD
  const asked = clip(visible(question), budget - tokens - MESSAGE_OVERHEAD)
  tokens += asked.tokens + MESSAGE_OVERHEAD
  const turns = [asked]
  for await (const page of history) {
    const fitting = newestThatFit(page.map(visible), budget - tokens)
    tokens += tokensOf(fitting)
    turns.push(...fitting)
    if (fitting.length < page.length) break
  }
  return { instructions, tokens, messages: toConversation(turns.reverse()).map(toMessage) }
}

/** A model reads what a person does not see, and what was pasted may say there what nobody meant to ask. */
function visible(turn: Turn): Turn {
  const text = withoutInvisible(turn.text)
  return text === turn.text ? turn : { ...turn, text, tokens: countTokens(text) }
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

function newestThatFit(page: Turn[], room: number): Turn[] {
  let left = room
  const end = page.findIndex((turn) => {
    left -= turn.tokens + MESSAGE_OVERHEAD
    return left < 0
  })
  return end < 0 ? page : page.slice(0, end)
}

function tokensOf(turns: Turn[]): number {
  return turns.reduce((sum, turn) => sum + turn.tokens + MESSAGE_OVERHEAD, 0)
}

function clip(turn: Turn, room: number): Turn {
  let { text, tokens } = turn
  for (let kept = turn.text.length; tokens > room; ) {
    kept = Math.floor(kept * Math.min(0.95, (0.97 * room) / tokens))
    const half = Math.floor(kept / 2)
    text = (turn.text.slice(0, half) + CUT + turn.text.slice(turn.text.length - half)).toWellFormed()
    tokens = countTokens(text)
  }
  return { ...turn, text, tokens }
}

function toMessage({ role, text }: Turn): PromptMessage {
  return { role, content: text }
}
