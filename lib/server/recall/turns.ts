import "server-only"
import { withoutInvisible } from "@/lib/text"
import type { Turn } from "../model/prompt"
import { countTokens } from "../model/tokens"

/** A turn of a chat; `at`: when it was said; `isKept`: it is known to ask for something from then on. */
export type SaidTurn = Turn & { at?: Date; isKept?: true }

/**
 * What a question may be about, by places in what was said, best first; `clipsReplies`: of replies only their beginnings; `standing`:
 * what the visitor asked for from then on, the newest first.
 */
export type Recalled = { places: number[]; clipsReplies: boolean; standing: number[] }

/** What was said before a question, oldest first; without `recalled` it is shown as far back as it fits. */
export type Said = { said: SaidTurn[]; recalled?: Recalled }

/** What a chat format adds around one message; rounded up over the formats of known models. */
export const MESSAGE_OVERHEAD = 6

const CUT = "\n\n[… the middle of this long message was left out …]\n\n"

/** Tokens that turns take in a prompt. */
export function tokensOf(turns: Turn[]): number {
  return turns.reduce((sum, turn) => sum + turn.tokens + MESSAGE_OVERHEAD, 0)
}

/** A model reads what a person does not see, and what was pasted may say there what nobody meant to ask. */
export function visible<T extends Turn>(turn: T): T {
  const text = withoutInvisible(turn.text)
  return text === turn.text ? turn : { ...turn, text, tokens: countTokens(text) }
}

/** Beginning and end of a turn that has more tokens than there is room for, which is 50 at least. */
export function clip<T extends Turn>(turn: T, room: number): T {
  let { text, tokens } = turn
  for (let kept = turn.text.length; tokens > room; ) {
    kept = Math.floor(kept * Math.min(0.95, (0.97 * room) / tokens))
    const half = Math.floor(kept / 2)
    text = (turn.text.slice(0, half) + CUT + turn.text.slice(turn.text.length - half)).toWellFormed()
    tokens = countTokens(text)
  }
  return { ...turn, text, tokens }
}
