import { Check, Copy } from "lucide-react"
import { createElement, Fragment, type ReactNode, useEffect, useState } from "react"
import { markdownWords } from "@/lib/words/markdown"
import { copy } from "../conversation/clipboard"
import { ScrollBox } from "./scroll-box"
import { takeTurn } from "./turns"

const words = markdownWords.code

type Props = { code: string; language: string; growing: boolean }

/** A block of code with its language, a button that copies it, and colours once it has stopped growing. */
export function CodeBlock({ code, language, growing }: Props) {
  const coloured = useHighlighting(code, language, growing)
  return (
    <div className="code-block">
      <div className="code-bar">
        <span>{language || words.plain}</span>
        <CopyButton text={code} />
      </div>
      <ScrollBox label={words.label(language || words.plain)}>
        <pre>
          <code>{coloured ?? code}</code>
        </pre>
      </ScrollBox>
    </div>
  )
}

/** The code in colours, as far as there are any yet; a long one takes them piece by piece. */
function useHighlighting(code: string, language: string, growing: boolean): ReactNode {
  const [done, setDone] = useState<{ code: string; drawn: ReactNode[]; rest: string }>()
  useEffect(() => {
    if (growing || !language) return
    let giveUp = () => {}
    let wanted = true
    import("./highlight").then(({ highlight, piecesOf }) => {
      const pieces = piecesOf(code)
      const next = (at: number, drawn: ReactNode[]) => {
        const piece = pieces[at]
        if (!wanted || piece === undefined) return
        giveUp = takeTurn(() => {
          const coloured = [...drawn, draw(highlight(piece, language.toLowerCase())) ?? piece]
          setDone({ code, drawn: coloured, rest: pieces.slice(at + 1).join("") })
          next(at + 1, coloured)
        })
      }
      next(0, [])
    }, ignoreMissingColours)
    return () => {
      wanted = false
      giveUp()
    }
  }, [code, language, growing])
  return done?.code === code ? createElement(Fragment, null, ...done.drawn, done.rest) : undefined
}

function ignoreMissingColours(): void {}

type Tree = { type: string; value?: string; properties?: { className?: unknown }; children?: Tree[] }

function draw(tree: Tree | undefined): ReactNode {
  if (!tree) return undefined
  if (tree.type === "text") return tree.value
  const children = tree.children?.map(draw) ?? []
  const className = tree.properties?.className
  if (tree.type === "root") return createElement(Fragment, null, ...children)
  return createElement(
    "span",
    { className: Array.isArray(className) ? className.join(" ") : undefined },
    ...children,
  )
}

const COPIED_MILLISECONDS = 2_000

function CopyButton({ text }: { text: string }) {
  const [outcome, setOutcome] = useState<"copied" | "notCopied">()
  useEffect(() => {
    if (!outcome) return
    const timer = setTimeout(() => setOutcome(undefined), COPIED_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [outcome])
  return (
    <span className="code-copy">
      <span aria-live="polite">{outcome && words[outcome]}</span>
      <button
        type="button"
        aria-label={words.copy}
        onClick={async () => setOutcome((await copy({ text })) ? "copied" : "notCopied")}
      >
        {outcome === "copied" ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
      </button>
    </span>
  )
}
