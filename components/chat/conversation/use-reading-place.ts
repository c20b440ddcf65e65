"use client"
import { useCallback, useLayoutEffect, useRef, useState } from "react"

/** What the window keeps in view by itself; `nothing`: the visitor reads, and is not moved. */
type Kept = "end" | "question" | "nothing"

/**
 * Where the window stands in a conversation. It opens at the end; a question just asked goes to the top, with room for its
 * answer to grow below. Nothing that is written moves what is read; only `jump` follows the end, until the reader moves up.
 * `column` holds the `log` and, last, the place to write. `found`: the message that it is opened at instead.
 */
export function useReadingPlace(found?: string) {
  const [column, setColumn] = useState<HTMLElement | null>(null)
  const [log, setLog] = useState<HTMLElement | null>(null)
  const [asked, setAsked] = useState<{ id: string } | undefined>(found ? { id: found } : undefined)
  const [kept, setKept] = useState<Kept>(found ? "question" : "end")
  const [endInView, setEndInView] = useState(true)
  const keeps = useRef(kept)

  const keep = useCallback((now: Kept) => {
    keeps.current = now
    setKept(now)
  }, [])
  const jump = useCallback(() => {
    keep("end")
    toEnd()
  }, [keep])
  const showQuestion = useCallback(
    (id: string) => {
      keep("question")
      setAsked({ id })
    },
    [keep],
  )

  // Before the paint: neither the opened chat nor the question asked is seen elsewhere first.
  useLayoutEffect(() => {
    if (column && log) return watch(column, log, asked?.id, { now: () => keeps.current, keep, setEndInView })
  }, [column, log, asked, keep])

  return { setColumn, setLog, reading: kept === "nothing", endInView, jump, showQuestion }
}

type Keeping = {
  now: () => Kept
  keep: (kept: Kept) => void
  setEndInView: (inView: boolean) => void
}

/** Keeps to what is to be kept, whatever grows, shrinks or is scrolled. */
function watch(
  column: HTMLElement,
  log: HTMLElement,
  askedId: string | undefined,
  { now, keep, setEndInView }: Keeping,
): () => void {
  const question = () => (askedId ? document.getElementById(askedId) : null)
  let last = { top: window.scrollY, atEnd: false, questionTop: Number.NaN }
  const look = () => {
    last = { top: window.scrollY, atEnd: distanceToEnd() <= 2, questionTop: topOf(question()) }
    setEndInView(isEndInView(column, log))
  }
  const settle = (stayAtEnd: boolean) => {
    makeRoom(column, question())
    if (now() === "question") question()?.scrollIntoView({ block: "start", behavior: "instant" })
    else if (now() === "end" || stayAtEnd) toEnd()
    look()
  }
  const onScroll = () => {
    // Content that shrinks moves the window up without the reader: at the end is at the end.
    const leftEnd = window.scrollY < last.top && distanceToEnd() > 2
    const leftQuestion = !(Math.abs(topOf(question()) - last.questionTop) <= 4)
    if (now() === "end" ? leftEnd : leftQuestion) keep("nothing")
    look()
  }
  settle(false)
  const deaf = hear(column, log, {
    onScroll,
    onGrow: () => settle(false),
    // The window shrinks when a keyboard comes up on the screen.
    onResize: () => settle(last.atEnd),
    onClick: () => keep("nothing"),
  })
  return () => {
    deaf()
    column.style.removeProperty("--room")
  }
}

type Ears = Record<"onScroll" | "onGrow" | "onResize" | "onClick", () => void>

function hear(
  column: HTMLElement,
  log: HTMLElement,
  { onScroll, onGrow, onResize, onClick }: Ears,
): () => void {
  window.addEventListener("scroll", onScroll, { passive: true })
  window.addEventListener("resize", onResize)
  log.addEventListener("click", onClick)
  const resized = new ResizeObserver(onGrow)
  resized.observe(log)
  resized.observe(column)
  return () => {
    window.removeEventListener("scroll", onScroll)
    window.removeEventListener("resize", onResize)
    log.removeEventListener("click", onClick)
    resized.disconnect()
  }
}

/** Room for the question to stand at the top, however little is below it. */
function makeRoom(column: HTMLElement, question: HTMLElement | null): void {
  const above = Math.round(topOf(question) - topOf(column))
  const height = question ? `calc(${above}px + 100dvh - var(--under-header))` : ""
  if (column.style.getPropertyValue("--room") !== height) column.style.setProperty("--room", height)
}

// Pixels of the last line that may be covered.
const LITTLE = 24

function isEndInView(column: HTMLElement, log: HTMLElement): boolean {
  const end = log.lastElementChild?.getBoundingClientRect().bottom ?? 0
  return end <= Math.min(topOf(column.lastElementChild), window.innerHeight) + LITTLE
}

function topOf(element: Element | null): number {
  return element?.getBoundingClientRect().top ?? Number.NaN
}

function distanceToEnd(): number {
  const page = document.documentElement
  return page.scrollHeight - page.clientHeight - window.scrollY
}

function toEnd(): void {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" })
}
