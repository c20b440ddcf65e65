import { useEffect, useLayoutEffect, useRef, useState } from "react"
import { splitAtCodePoint } from "@/lib/text"
import { type MarkdownDocument, parse } from "./parse"
import { takeTurn } from "./turns"

// A longer text may take too long to be parsed while the page waits.
const MAX_AT_ONCE = 6_000

// A growing text that is ahead, as after a slow start, is caught up with in steps: the page draws in between.
const MAX_STEP = 800

// At most about a quarter of the page's one thread goes to a growing text, but no word waits longer than this for its looks.
const REST_PER_WORK = 3
const LONGEST_REST = 150

/**
 * What has been parsed of a text: its beginning, or all of it. Undefined while there is nothing of it to draw. A growing text
 * is parsed as it is drawn, and rests after what took long; other texts wait for their turn.
 */
export function useDocument(text: string, streaming: boolean, atOnce: boolean): MarkdownDocument | undefined {
  const [document, setDocument] = useState(() =>
    atOnce && text.length <= MAX_AT_ONCE ? parse(text) : undefined,
  )
  const begun = useRef<number>(undefined)
  const restsUntil = useRef(0)
  const stale = document?.text !== text
  const first = !document && !streaming

  // Before the paint: a word that can be parsed at once is never seen plain.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each step of `document` comes the next one.
  useLayoutEffect(() => {
    const now = performance.now()
    if (begun.current !== undefined)
      restsUntil.current = now + Math.min(LONGEST_REST, REST_PER_WORK * (now - begun.current))
    begun.current = undefined
    if (!stale || first) return
    const work = () => {
      begun.current = performance.now()
      setDocument((had) => parse(oneStepOf(text, had), had))
    }
    const rest = restsUntil.current - now
    if (rest <= 0) return work()
    const timer = setTimeout(work, rest)
    return () => clearTimeout(timer)
  }, [stale, first, text, document])

  useEffect(() => {
    if (first) return takeTurn(() => setDocument(parse(text)))
  }, [first, text])

  return document && text.startsWith(document.text) ? document : undefined
}

/** A beginning of the text, not much longer than what is parsed of it, up to the end of a line. */
function oneStepOf(text: string, had: MarkdownDocument | undefined): string {
  const done = had && text.startsWith(had.text) ? had.text.length : 0
  // Each step looks at the whole beginning again: the longer that is, the fewer steps.
  const step = done + Math.max(MAX_STEP, done >> 2)
  if (text.length <= step) return text
  const line = text.lastIndexOf("\n", step - 1) + 1
  return line > done ? text.slice(0, line) : splitAtCodePoint(text.slice(0, step))[0]
}
