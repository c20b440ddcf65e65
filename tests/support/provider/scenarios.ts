/** What the scripted provider does with every request until it is given another script. */
export type Script = {
  /** HTTP status, 200 when absent; any other is answered with an error body. */
  status?: number
  headers?: Record<string, string>
  /** The body of a refusal, when it is to say something of its own. */
  body?: unknown
  /** What it does not take: fields of the request, `system` messages, or `turns` that do not alternate. */
  refuses?: Refused[]
  /** Bytes as they are, instead of pieces. */
  raw?: Raw
  /** The answer, in the pieces in which it is streamed. */
  pieces: string[]
  /** After them, the words of the question. */
  echoes?: true
  /** `held`: each piece waits until the test releases it; a number: milliseconds before each piece. */
  pace?: "held" | number
  ending: "stop" | "length" | "cut" | "garbage" | "silence"
  /** What it claims to have read and written; a true count when absent. */
  usage?: { prompt_tokens: number; completion_tokens: number }
}

export type Refused = "max_tokens" | "temperature" | "stream_options" | "system" | "turns"

/** `writes`: what is sent in one go each; `encoding`: how bytes are written in them; `pace`: milliseconds between them; `after`: what becomes of the line. */
export type Raw = {
  headers?: Record<string, string>
  writes: string[]
  encoding?: "utf8" | "latin1" | "base64"
  pace?: number
  after: "end" | "open" | "cut"
}

/** Sends exactly these bytes as the answer, and then ends, waits or cuts the line. */
export function raw(writes: string[], more: Partial<Raw> = {}): Script {
  return { pieces: [], ending: "stop", raw: { writes, after: "end", ...more } }
}

/** Answers plainly, but not to requests that hold one of these. */
export function picky(refuses: Refused[], text: string): Script {
  return { ...answer(text), refuses }
}

export const PLAIN_ANSWER = "The reading room opens at nine and closes at six."

/** Answers with these words, one piece a word. */
export function answer(text: string): Script {
  return { pieces: words(text), ending: "stop" }
}

/** The same, but each word waits for `provider.release()`. */
export function heldAnswer(text: string): Script {
  return { pieces: words(text), pace: "held", ending: "stop" }
}

/** The same, with so many milliseconds before each word. */
export function slowAnswer(text: string, pace: number): Script {
  return { pieces: words(text), pace, ending: "stop" }
}

/** The same, with a count of the tokens that may be made up. */
export function countedAnswer(text: string, prompt_tokens: number, completion_tokens: number): Script {
  return { ...answer(text), usage: { prompt_tokens, completion_tokens } }
}

/** Says what was asked, a word in so many milliseconds. */
export function echo(pace: number): Script {
  return { pieces: words("You asked: "), echoes: true, pace, ending: "stop" }
}

/** Streams exactly these pieces, wherever they are cut. */
export function pieces(parts: string[]): Script {
  return { pieces: parts, ending: "stop" }
}

/** Refuses with this HTTP status. */
export function refusal(status: number, headers: Record<string, string> = {}, body?: unknown): Script {
  return { status, headers, body, pieces: [], ending: "stop" }
}

/** Takes the question and never says a word. */
export const silence: Script = { pieces: [], ending: "silence" }

/** Ends properly without a word. */
export const emptyAnswer: Script = { pieces: [], ending: "stop" }

/** Streams the words, then the connection breaks. */
export function cutAnswer(text: string): Script {
  return { pieces: words(text), ending: "cut" }
}

/** Streams the words, then something that is not JSON. */
export function garbledAnswer(text: string): Script {
  return { pieces: words(text), ending: "garbage" }
}

/** Streams the words and says that the limit of tokens was reached. */
export function shortenedAnswer(text: string): Script {
  return { pieces: words(text), ending: "length" }
}

/** 32 kB of emphasis that opens and never closes: most Markdown parsers take seconds for it. */
export const hostileMarkdown: Script = {
  pieces: new Array(64).fill("*a **a ".repeat(73)),
  pace: 10,
  ending: "stop",
}

/** A face, a family and a flag, each cut in the middle of a code point. */
export const splitEmoji: Script = {
  pieces: ["Smile \ud83d", "\ude00 family 👨‍👩‍\ud83d", "\udc67 flag 🇫\ud83c", "\uddf7 end"],
  ending: "stop",
}

function words(text: string): string[] {
  return text.split(/(?<=\s)(?=\S)/)
}
