import "server-only"

/** What comes of an answer: words, the news that the model thinks, and that all words so far were thoughts. */
export type Heard = { onText: (text: string) => void; onThinking: () => void; onStartOver: () => void }

/** How models mark their thoughts when they write them into the answer. */
const NAMES = ["think", "thinking", "thought", "thoughts", "seed:think"]
const NAME = `(?:${NAMES.join("|")})`
const OPENING = new RegExp(`<\\s*${NAME}(?:[\\s/][^<>]*)?>|\\[think\\]|◁think▷`, "i")
const CLOSING = new RegExp(`<\\s*/\\s*${NAME}\\s*>|\\[/think\\]|◁/think▷`, "i")
const OTHER_TAGS = ["[think]", "[/think]", "◁think▷", "◁/think▷"]

/** Characters a tag has at most, attributes and all. */
const LONGEST = 200
/** Closing tags inside of code that are looked at, and characters in which one is looked for. */
const CHANCES = 20
const WATCHED = 400_000

/**
 * Takes the thoughts out of an answer as it arrives: what stands between tags at its beginning, and all that stands before
 * a closing tag alone, as some servers write the opening one themselves. A tag anywhere else is the visitor's to read.
 */
export class Thoughts {
  /** A closing tag stood alone. */
  alone = false
  #state: "beginning" | "thinking" | "speaking" = "beginning"
  #thought = false
  /** Not understood yet. */
  #waiting = ""
  /** Words so far, as long as they may turn out to be thoughts. */
  #words = ""
  #chances = CHANCES

  /** `silent`: this model's answers have begun with thoughts, so its words are held back until they end. */
  constructor(
    private silent: boolean,
    private readonly heard: Heard,
  ) {}

  push(piece: string): void {
    this.#waiting += piece
    while (this[this.#state]());
  }

  /** Nothing more comes; of an answer that is not whole, what was held back is not known to be words. */
  end(whole: boolean): void {
    if (this.#state === "thinking") return
    if (this.#state === "beginning" && (this.#thought || !whole)) return
    this.#say(this.#waiting)
    this.#waiting = ""
    if (this.silent && whole) this.heard.onText(this.#words)
  }

  private beginning(): boolean {
    const text = this.#waiting.trimStart()
    const tag = tagAt(text, OPENING) ?? tagAt(text, CLOSING)
    if (!tag && couldBeTag(text)) return false
    if (!tag) this.#state = "speaking"
    else if (OPENING.test(tag) && !tag.endsWith("/>")) this.#state = "thinking"
    if (tag) this.#think(text.slice(tag.length))
    else if (this.#thought) this.#waiting = text
    return true
  }

  private thinking(): boolean {
    this.heard.onThinking()
    const tag = CLOSING.exec(this.#waiting)
    if (!tag) this.#waiting = this.#waiting.slice(-LONGEST)
    else this.#state = "beginning"
    if (tag) this.#think(this.#waiting.slice(tag.index + tag[0].length))
    return tag !== null
  }

  private speaking(): boolean {
    const tag = this.#watches() ? CLOSING.exec(this.#waiting) : null
    if (!tag) {
      const at = this.#watches() ? tagBegin(this.#waiting) : this.#waiting.length
      this.#say(this.#waiting.slice(0, at))
      this.#waiting = this.#waiting.slice(at)
      return false
    }
    const after = tag.index + tag[0].length
    if (isAlone(this.#words + this.#waiting.slice(0, tag.index))) return this.#startOver(after)
    this.#chances--
    this.#say(this.#waiting.slice(0, after))
    this.#waiting = this.#waiting.slice(after)
    return true
  }

  #startOver(after: number): boolean {
    this.alone = true
    this.#words = ""
    if (!this.silent) this.heard.onStartOver()
    this.#state = "beginning"
    this.#think(this.#waiting.slice(after))
    return true
  }

  #think(rest: string): void {
    this.#thought = true
    this.silent = false
    this.#waiting = rest
  }

  #watches(): boolean {
    return !this.#thought && this.#chances > 0 && this.#words.length < WATCHED
  }

  #say(text: string): void {
    if (this.silent || this.#watches()) this.#words += text
    if (this.silent) this.heard.onThinking()
    else if (text) this.heard.onText(text)
  }
}

function tagAt(text: string, pattern: RegExp): string | undefined {
  const tag = pattern.exec(text)
  return tag?.index === 0 ? tag[0] : undefined
}

/** Where a tag may have begun that is not whole yet; the end of the text when none has. */
function tagBegin(text: string): number {
  const at = Math.max(...["<", "[", "◁"].map((bracket) => text.lastIndexOf(bracket)))
  return at >= 0 && couldBeTag(text.slice(at)) ? at : text.length
}

function couldBeTag(text: string): boolean {
  if (text.length > LONGEST || text.includes(">")) return false
  const lower = text.toLowerCase()
  if (OTHER_TAGS.some((tag) => tag.startsWith(lower))) return true
  const [bracket, name = "", more] = /^<\s*\/?\s*([a-z:]*)([\s/][^<]*)?$/.exec(lower) ?? []
  if (bracket === undefined) return false
  return more ? NAMES.includes(name) : NAMES.some((known) => known.startsWith(name))
}

/** Whether a closing tag after these words belongs to nothing in them: no tag was opened, and it is not shown as code. */
function isAlone(words: string): boolean {
  const plain = words.replace(/(`+|~~~+)[\s\S]*?\1/g, "")
  return !/`|~~~/.test(plain) && !OPENING.test(plain)
}
