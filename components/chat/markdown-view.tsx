import { memo, useEffect, useRef, useState } from "react"
import { drawTokens } from "./markdown-draw"
import { type MarkdownBlock, type MarkdownDocument, parse } from "./markdown-parse"
import { takeTurn } from "./turns"

type MarkdownViewProps = { text: string; streaming: boolean; atOnce: boolean }

/** Markdown of a text that may grow many times a second: parsed in turns, plain until its first one unless `atOnce`. */
export function MarkdownView({ text, streaming, atOnce }: MarkdownViewProps) {
  const document = useDocument(text, streaming, atOnce && text.length <= MAX_AT_ONCE)
  if (!document) return <div className="markdown whitespace-pre-wrap">{text}</div>
  const growing = streaming || document.text !== text
  const last = document.blocks.length - 1
  return (
    <div className="markdown">
      {document.blocks.map((block) => (
        <Block key={block.at} block={block} growing={growing && block.at === last} />
      ))}
    </div>
  )
}

const Block = memo(({ block, growing }: { block: MarkdownBlock; growing: boolean }) =>
  drawTokens(block.tokens, growing),
)

// A longer text may take too long to be parsed while the page waits.
const MAX_AT_ONCE = 6_000

// At most a quarter of the page's one thread goes to a growing text.
const REST_PER_WORK = 3

/** The latest parsed document of a text; after each, while more comes, rests three times as long as it took to draw. */
function useDocument(text: string, streaming: boolean, atOnce: boolean): MarkdownDocument | undefined {
  const [document, setDocument] = useState(() => (atOnce ? parse(text) : undefined))
  const latest = useRef(text)
  const startedAt = useRef(0)
  const restsUntil = useRef(0)
  const stale = document?.text !== text

  useEffect(() => {
    latest.current = text
  }, [text])

  useEffect(() => {
    const now = performance.now()
    if (document) restsUntil.current = now + REST_PER_WORK * (now - startedAt.current)
  }, [document])

  useEffect(() => {
    if (!stale) return
    let giveUp = () => {}
    const rest = streaming ? restsUntil.current - performance.now() : 0
    const timer = setTimeout(() => {
      giveUp = takeTurn(() => {
        startedAt.current = performance.now()
        setDocument(parse(latest.current, document))
      })
    }, rest)
    return () => {
      clearTimeout(timer)
      giveUp()
    }
  }, [document, stale, streaming])

  return document
}
