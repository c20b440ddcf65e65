import "server-only"

/** What is asked, and what the visitor said before it, oldest first. */
export type Asked = { question: string; history?: string[] }

/** A text to search for, and how much it counts. */
export type Turn = { text: string; weight: number }

/** Of the weight of the question: what was said just before it, and each turn further back of the one after it. */
const BEFORE = 0.5
const FURTHER = 0.7

/** Earlier turns and characters of each that are looked at: what was said long ago tells nothing any more. */
const TURNS = 6
const CHARACTERS = 2_000

/** The question and what was said before it, weighted: "and on Sundays?" is about what was asked before. */
export function turnsOf({ question, history = [] }: Asked): Turn[] {
  const earlier = history.slice(-TURNS).toReversed()
  return [
    { text: question.slice(0, CHARACTERS), weight: 1 },
    ...earlier.map((text, back) => ({ text: text.slice(0, CHARACTERS), weight: BEFORE * FURTHER ** back })),
  ]
}
