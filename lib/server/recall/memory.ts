import "server-only"
import type { Turn } from "../model/prompt"
import { termsOf } from "../retrieval/words"
import type { Carried, Constants } from "./bm25"
import { dayOf } from "./days"
import { isStanding } from "./standing"
import { TurnIndex } from "./turn-index"
import { type Said, type SaidTurn, tokensOf, visible } from "./turns"

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

/** Turns that are ranked: more than ever fit. */
const RANKED = 1_000

/** What has been said in a chat, oldest first, and finding in it what matters to a question. */
export class Memory {
  readonly turns: SaidTurn[] = []
  private readonly index = new TurnIndex()
  /** Places of what visitors asked for from then on, the newest first. */
  private readonly standing: number[] = []
  private longReplies = 0
  private tokens = 0
  private characters = 0
  private layout: Layout | undefined
  private day: { name: string; terms: string[] } = { name: "", terms: [] }

  /** Bytes it takes, about. */
  get size(): number {
    return 1_000 + this.index.size + 2 * this.characters + 200 * this.turns.length
  }

  /** Adds the next turn. */
  add(said: SaidTurn): void {
    const turn = visible(said)
    if (turn.role === "user" && (turn.isKept || isStanding(turn.text)))
      this.standing.unshift(this.turns.length)
    this.turns.push(turn)
    this.layout = undefined
    this.tokens += tokensOf([turn])
    this.characters += turn.text.length
    this.index.add([...termsOf(turn.text), ...(turn.at ? this.termsOfDay(turn.at) : [])])
    if (turn.role === "assistant" && turn.tokens > LONG_REPLY) this.longReplies++
  }

  /** Turns follow each other on one day. */
  private termsOfDay(at: Date): string[] {
    const name = dayOf(at)
    if (this.day.name !== name) this.day = { name, terms: termsOf(name) }
    return this.day.terms
  }

  /** What was said, and where not all of it has `room` tokens the places of what a question may be about. */
  recall(question: Turn, room: number): Said {
    const { turns: said, tokens } = this
    if (tokens <= room) return { said }
    const { hasLongReplies: clipsReplies } = this
    return { said, recalled: { places: this.rank(question.text), clipsReplies, standing: this.standing } }
  }

  private get hasLongReplies(): boolean {
    return this.longReplies >= MANY * this.turns.length && this.longReplies > 0
  }

  /** Turns that share words with a question, best first, by their places in `turns`. */
  private rank(question: string): number[] {
    this.layout ??= this.hasLongReplies
      ? layOut(this.turns, this.visitorsTurns(), LONG)
      : layOut(this.turns, [...this.turns.keys()], SHORT)
    const { ranked, carried, constants } = this.layout
    return this.index.search(question, carried, constants, RANKED).map((document) => ranked[document] ?? 0)
  }

  private visitorsTurns(): number[] {
    return [...this.turns.keys()].filter((turn) => this.turns[turn]?.role === "user")
  }
}

/** Which turns are documents (document n is the turn `ranked[n]`), and whose words they carry. */
type Layout = { ranked: number[]; carried: Carried; constants: Constants }

function layOut(turns: SaidTurn[], ranked: number[], { neighbours, reply, constants }: Recipe): Layout {
  const starts = new Int32Array(turns.length + 1)
  const into: number[] = []
  const shares: number[] = []
  const documents = new Map(ranked.map((turn, document) => [turn, document]))
  const carry = (document: number | undefined, share: number) => {
    if (document === undefined || document < 0 || document >= ranked.length) return
    into.push(document)
    shares.push(share)
  }
  for (const turn of turns.keys()) {
    const own = documents.get(turn)
    if (own === undefined && reply > 0) carry(documents.get(turn - 1), reply)
    if (own !== undefined) {
      carry(own, 1)
      neighbours.forEach((share, far) => {
        carry(own - far - 1, share)
        carry(own + far + 1, share)
      })
    }
    starts[turn + 1] = into.length
  }
  const carried = {
    documents: ranked.length,
    starts,
    into: Int32Array.from(into),
    shares: Float64Array.from(shares),
  }
  return { ranked, carried, constants }
}
