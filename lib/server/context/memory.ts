import "server-only"
import type { Turn } from "../model/prompt"
import type { Carried, Constants } from "./bm25"
import type { Said } from "./build"
import { dayOf } from "./days"
import { bestOf, TurnIndex } from "./turn-index"
import { type SaidTurn, tokensOf } from "./turns"

/** How turns of a chat are ranked. `carries`: what a document holds of turns before and after it, by how far these are. */
type Recipe = { constants: Constants; neighbours: number[]; reply: number }

/*
 * Measured on LoCoMo and REALTALK (short turns) and BEAM (long replies): a short turn is found by the words of its neighbours as
 * well; where replies are long they are about everything, and a visitor's message is found by its own words and theirs.
 */
const SHORT: Recipe = { constants: { k1: 0.9, b: 0.4 }, neighbours: [0.4, 0.25, 0.1], reply: 0 }
const LONG: Recipe = { constants: { k1: 1.2, b: 0.75 }, neighbours: [0.2, 0.1], reply: 0.15 }

/** Tokens from which on a reply is long, and the share of long ones among all turns from which on a chat has long replies. */
const LONG_REPLY = 200
const MANY = 0.15

/** What has been said in a chat, oldest first, and finding in it what matters to a question. */
export class Memory {
  readonly turns: SaidTurn[] = []
  private readonly index = new TurnIndex()
  private longReplies = 0
  private tokens = 0
  private characters = 0

  /** Bytes it takes, about. */
  get size(): number {
    return this.index.size + 2 * this.characters + 100 * this.turns.length
  }

  /** Adds the next turn. */
  add(turn: SaidTurn): void {
    this.turns.push(turn)
    this.tokens += tokensOf([turn])
    this.characters += turn.text.length
    this.index.add(turn.at ? `${turn.text}\n${dayOf(turn.at)}` : turn.text)
    if (turn.role === "assistant" && turn.tokens > LONG_REPLY) this.longReplies++
  }

  /** What was said, and where not all of it has `room` tokens the places of what a question may be about. */
  recall(question: Turn, room: number): Said {
    const { turns: said, tokens } = this
    if (tokens <= room) return { said }
    return { said, recalled: { places: this.rank(question.text), clipsReplies: this.hasLongReplies } }
  }

  private get hasLongReplies(): boolean {
    return this.longReplies >= MANY * this.turns.length && this.longReplies > 0
  }

  /** Turns that share words with a question, best first, by their places in `turns`. */
  private rank(question: string): number[] {
    const { hasLongReplies } = this
    const recipe = hasLongReplies ? LONG : SHORT
    const ranked = hasLongReplies ? this.visitorsTurns() : [...this.turns.keys()]
    const carried = carriedBy(this.turns, ranked, recipe)
    const scores = this.index.search(question, carried, ranked.length, recipe.constants)
    return bestOf(scores).map((document) => ranked[document] ?? 0)
  }

  private visitorsTurns(): number[] {
    return [...this.turns.keys()].filter((turn) => this.turns[turn]?.role === "user")
  }
}

/** For each turn the documents that carry its words; document n is the turn `ranked[n]`. */
function carriedBy(turns: SaidTurn[], ranked: number[], { neighbours, reply }: Recipe): Carried {
  const carried: Carried = turns.map(() => [])
  ranked.forEach((turn, document) => {
    carried[turn]?.push([document, 1])
    neighbours.forEach((weight, far) => {
      for (const other of [document - far - 1, document + far + 1]) {
        const neighbour = ranked[other]
        if (neighbour !== undefined) carried[neighbour]?.push([document, weight])
      }
    })
    if (reply > 0 && turns[turn + 1]?.role === "assistant") carried[turn + 1]?.push([document, reply])
  })
  return carried
}
