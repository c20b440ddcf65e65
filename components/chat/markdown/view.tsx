import { memo } from "react"
import { drawTokens } from "./draw"
import type { MarkdownBlock } from "./parse"
import { useDocument } from "./use-document"

type MarkdownViewProps = { text: string; streaming: boolean; atOnce: boolean }

/** Markdown of a text that may grow many times a second: what is not parsed yet stands plainly at its end. */
export function MarkdownView({ text, streaming, atOnce }: MarkdownViewProps) {
  const document = useDocument(text, streaming, atOnce)
  if (!document) return <div className="markdown whitespace-pre-wrap">{text}</div>
  const rest = text.slice(document.text.length)
  const last = document.blocks.length - 1
  return (
    <div className="markdown">
      {document.blocks.map((block) => (
        <Block key={block.at} block={block} growing={(streaming || rest !== "") && block.at === last} />
      ))}
      {rest && <p className="whitespace-pre-wrap">{rest}</p>}
    </div>
  )
}

const Block = memo(({ block, growing }: { block: MarkdownBlock; growing: boolean }) =>
  drawTokens(block.tokens, growing),
)
