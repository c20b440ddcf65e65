import "server-only"
import type { Turn } from "../model/prompt"
import { dayOf } from "../recall/days"
import { clip, MESSAGE_OVERHEAD, type SaidTurn } from "../recall/turns"

/** Stands before a turn where others were left out, and before the first of another day its date; tokens of both at most. */
const GAP = "[…]\n"
const GAP_TOKENS = 4
const DAY_TOKENS = 12

/** Fewer tokens than that hold nothing that is worth showing. */
const TOO_LITTLE = 50

/**
 * Some of what was said, of which everything can be seen, in order, within `room` tokens. What is left out is marked, and days are named: what was said a month
 * ago would read as if it went on.
 */
export class Selection {
  private readonly chosen = new Map<number, SaidTurn>()
  private readonly days = new Set<string>()
  private left: number

  constructor(
    private readonly said: SaidTurn[],
    private readonly room: number,
  ) {
    // An answer may be the first of them, and a conversation begins with the visitor.
    this.left = room - MESSAGE_OVERHEAD - GAP_TOKENS
  }

  /** Tokens taken. */
  get used(): number {
    return this.room - this.left
  }

  /** Takes a turn, if it is there and fits; true when it is chosen, now or before. */
  take(place: number): boolean {
    const turn = this.said[place]
    if (!turn) return false
    return this.chosen.has(place) || this.add(place, turn)
  }

  /** The same; of a turn with more than `tokens` its beginning and end. */
  takeClipped(place: number, tokens: number): boolean {
    const turn = this.said[place]
    const most = Math.floor(Math.min(tokens, this.left - MESSAGE_OVERHEAD - GAP_TOKENS - DAY_TOKENS))
    if (!turn || most < TOO_LITTLE) return false
    return this.chosen.has(place) || this.add(place, clip(turn, most))
  }

  private add(place: number, turn: SaidTurn): boolean {
    const day = dayIn(turn)
    const gaps = Number(!this.chosen.has(place - 1)) - Number(this.chosen.has(place + 1))
    const marks = gaps * GAP_TOKENS + (day && !this.days.has(day) ? DAY_TOKENS : 0)
    const cost = turn.tokens + MESSAGE_OVERHEAD + marks
    if (cost > this.left) return false
    this.left -= cost
    this.chosen.set(place, turn)
    if (day) this.days.add(day)
    return true
  }

  /** What was taken, oldest first, with its marks. Begins with the visitor. */
  turns(): Turn[] {
    const named = new Set([""])
    let before = -1
    const turns = [...this.chosen]
      .toSorted(([a], [b]) => a - b)
      .map(([place, turn]) => {
        const day = dayIn(turn)
        const isNew = !named.has(day)
        const mark = isNew ? `[${day}]\n` : place > before + 1 ? GAP : ""
        named.add(day)
        before = place
        const tokens = turn.tokens + (isNew ? DAY_TOKENS : mark ? GAP_TOKENS : 0)
        return { ...turn, text: mark + turn.text, tokens }
      })
    return turns[0]?.role === "assistant"
      ? [{ role: "user", text: GAP, tokens: GAP_TOKENS }, ...turns]
      : turns
  }
}

/** Empty when it is not known. */
function dayIn({ at }: SaidTurn): string {
  return at ? dayOf(at) : ""
}
