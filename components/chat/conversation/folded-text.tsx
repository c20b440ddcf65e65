"use client"
import { ChevronDown, ChevronUp } from "lucide-react"
import { type RefObject, useId, useLayoutEffect, useRef, useState } from "react"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"

// Lines. The fold, `folded`, is at 12: what is only a little taller stays whole.
const TALL = 14

/** A plain text, folded when it is tall. All of it stays in the page: it can be found, copied and printed. */
export function FoldedText({ text }: { text: string }) {
  const id = useId()
  const words = useRef<HTMLParagraphElement>(null)
  const tall = useIsTall(words)
  const [open, setOpen] = useState(false)
  const folded = tall && !open
  const toggle = () => {
    setOpen(!open)
    // A reader who folds it at its end is brought back to where it is.
    if (open) requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView(NEAREST))
  }
  return (
    <>
      {/* The browser scrolls in it when it has found a word there, or a selection goes on. */}
      <div id={id} className={folded ? "folded" : undefined} onScroll={() => folded && setOpen(true)}>
        <p ref={words} dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          {text}
        </p>
      </div>
      {tall && (
        <Button look="quiet" className="-ms-2" aria-expanded={open} aria-controls={id} onClick={toggle}>
          {open ? (
            <ChevronUp aria-hidden className="size-4" />
          ) : (
            <ChevronDown aria-hidden className="size-4" />
          )}
          {open ? chatWords.message.showLess : chatWords.message.showAll}
        </Button>
      )}
    </>
  )
}

const NEAREST: ScrollIntoViewOptions = { block: "nearest", behavior: "instant" }

/** Whether a text has many lines at the width it has; known before it is first painted. */
function useIsTall(words: RefObject<HTMLElement | null>): boolean {
  const [tall, setTall] = useState(false)
  useLayoutEffect(() => {
    const element = words.current
    if (!element) return
    const measure = () =>
      setTall(element.offsetHeight > TALL * Number.parseFloat(getComputedStyle(element).lineHeight))
    measure()
    const resized = new ResizeObserver(measure)
    resized.observe(element)
    return () => resized.disconnect()
  }, [words])
  return tall
}
