import { createElement, Fragment, type MouseEvent } from "react"
import { anchorOf, prepareSource, useCited } from "./cited"
import { splitNumbers } from "./numbers"

/** Words of an answer, in which the numbers of its sources are links. */
export function Numbered({ text }: { text: string }) {
  const cited = useCited()
  if (!cited) return text
  const pieces = splitNumbers(text, (number) => cited.sources.has(number))
  const drawn = pieces.map((piece) =>
    typeof piece === "string" ? piece : createElement(Citation, { number: piece }),
  )
  return createElement(Fragment, null, ...drawn)
}

function Citation({ number }: { number: number }) {
  const cited = useCited()
  const source = cited?.sources.get(number)
  if (!cited || !source) return `[${number}]`
  const open = (event: MouseEvent<HTMLElement>) => {
    // With a key held down the browser does what it always does with a link.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    cited.open(source, event.currentTarget)
  }
  return (
    <a
      href={`#${anchorOf(cited.messageId, number)}`}
      className="citation"
      aria-haspopup="dialog"
      translate="no"
      onPointerEnter={prepareSource}
      onFocus={prepareSource}
      onClick={open}
    >
      {`[${number}]`}
    </a>
  )
}
