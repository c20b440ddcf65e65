import "server-only"

/** A number in brackets as models write it: `[1]`, `[ 2 ]`, `[1, 7]`, `[1-3]`, `【1】`, `【1†source】`, each maybe with an address. */
const BRACKETS = /([ \t]*)(?:\[([^\]\n]{1,300})\]|【([^】\n]{1,300})】)(?:\(([^()\s]{0,2048})\))?/g
const NUMBERS = /^\s*\^?\d{1,4}(?:\s*[,;&–-]\s*\^?\d{1,4})*\s*(?:†.*)?$/

/** An address in running text, and the short name of one that was given. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`[\]()]+[^\s<>"'`[\](),.;:!?]/gi
const TOKEN = /\blink-(\d{1,4})\b/g

/** What may still become one of these, at the end of what has arrived: it waits for the rest. */
const UNFINISHED =
  /(?:[ \t]*[[【][^\]】\n]{0,300}(?:[\]】](?:\([^()\s]{0,2048}\)?)?)?|[ \t]*[\w:/.~?#@!$&'*+,;=%-]{0,2048}|`+)$/

/** Marks code: what stands in it is no citation. */
const FENCE = /(`+)/

/**
 * Lets through of an answer what it may say: numbers of passages that were given, addresses that stood in them. Other numbers
 * in brackets go; other addresses become plain words. Text comes in pieces cut anywhere, and comes out as soon as it is
 * certain.
 */
export class Citations {
  /** The numbers that were let through. */
  readonly cited = new Set<number>()
  #waiting = ""
  #code: string | undefined

  /** `count`: passages are numbered from 1 to this; `links`: what `link-1`, `link-2` … stand for. */
  constructor(
    private readonly count: number,
    private readonly links: string[],
  ) {}

  push(piece: string): string {
    const text = this.#waiting + piece
    const certain = UNFINISHED.exec(text)?.index ?? text.length
    this.#waiting = text.slice(certain)
    return this.#checked(text.slice(0, certain))
  }

  /** What was still waiting, when the answer has ended. */
  end(): string {
    const rest = this.#waiting
    this.#waiting = ""
    return this.#checked(rest)
  }

  #checked(text: string): string {
    return text
      .split(FENCE)
      .map((part) => {
        if (part.startsWith("`")) return this.#toggled(part)
        const inCode = this.#stillCode(part)
        return this.#named(part.slice(0, inCode)) + this.#outsideCode(part.slice(inCode))
      })
      .join("")
  }

  /** How many characters are still code; code in a line that is not closed there was none. */
  #stillCode(text: string): number {
    if (!this.#code) return 0
    const line = this.#code.length < 3 ? text.indexOf("\n") : -1
    if (line < 0) return text.length
    this.#code = undefined
    return line
  }

  #toggled(marks: string): string {
    if (!this.#code) this.#code = marks
    else if (this.#code === marks) this.#code = undefined
    return marks
  }

  #outsideCode(text: string): string {
    let checked = ""
    let from = 0
    for (const found of text.matchAll(BRACKETS)) {
      const [all, space = "", square, lenticular, address] = found
      checked += this.#addresses(text.slice(from, found.index))
      checked += this.#bracket(space, square ?? lenticular ?? "", address, all)
      from = found.index + all.length
    }
    return checked + this.#addresses(text.slice(from))
  }

  #bracket(space: string, words: string, address: string | undefined, all: string): string {
    if (NUMBERS.test(words)) {
      const given = numbersIn(words).filter((number) => number >= 1 && number <= this.count)
      for (const number of given) this.cited.add(number)
      return given.length > 0 ? space + given.map((number) => `[${number}]`).join("") : ""
    }
    if (address === undefined) return all
    const real = this.#named(address)
    return this.links.includes(real) ? `${space}[${words}](${real})` : `${space}${words} (\`${real}\`)`
  }

  /** Addresses that stood in a passage stay links; others are shown as they are, and lead nowhere. */
  #addresses(text: string): string {
    return this.#named(text).replace(ADDRESS, (address) =>
      this.links.includes(address) ? address : `\`${address}\``,
    )
  }

  #named(text: string): string {
    return text.replace(TOKEN, (token, number) => this.links[Number(number) - 1] ?? token)
  }
}

function numbersIn(words: string): number[] {
  const numbers = words.replace(/†.*/, "").match(/\d+/g)?.map(Number) ?? []
  const [first, last] = numbers
  const isRange = numbers.length === 2 && /[–-]/.test(words) && first !== undefined && last !== undefined
  if (!isRange || last < first || last - first > 20) return [...new Set(numbers)]
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}
