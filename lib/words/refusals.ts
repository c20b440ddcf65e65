import type { Refusal } from "../types"
import { type Words, words } from "./words"

type Refusals = Words["refusals"]
type Facts<Said> = Said extends (facts: infer Given) => string ? Given : object

/** Why something is refused: the code, what it is about, and what its sentence is made of. */
export type Why = {
  [Code in keyof Refusals]: {
    [About in keyof Refusals[Code]]: { code: Code; about: About } & Facts<Refusals[Code][About]>
  }[keyof Refusals[Code]]
}[keyof Refusals]

/** A result inside the server: what is refused has no sentence yet. */
export type Outcome<T> = ({ ok: true } & T) | Refused

export type Refused = { ok: false; error: Why }

type Sentences = Record<string, Record<string, string | ((why: Why) => string)>>

/** A refusal as it leaves the server: with its sentence. */
export function refusalFor(why: Why): Refusal {
  const sentences = words.refusals as unknown as Sentences
  const said = sentences[why.code]?.[why.about] ?? ""
  return { code: why.code, message: typeof said === "string" ? said : said(why) }
}
