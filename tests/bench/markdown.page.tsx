import { useState } from "react"
import { flushSync } from "react-dom"
import { createRoot } from "react-dom/client"
import { Markdown } from "@/components/chat/markdown/markdown"
import { hostileTexts, ordinaryText } from "./markdown.texts"

type Shown = { texts: { id: string; text: string }[]; streaming: boolean }
type Figure = {
  text: string
  how: "whole" | "growing" | "50 messages"
  longest: number
  gap: number
  nodes: number
}

declare global {
  var names: string[]
  var measure: (name: string, how: Figure["how"]) => Promise<Figure>
}

const QUIET_MILLISECONDS = 250
const DEADLINE_MILLISECONDS = 20_000
const DELTAS = 80
const DELTA_MILLISECONDS = 20

const texts: Record<string, string> = {
  ordinary: ordinaryText,
  "ordinary, 6 kB": ordinaryText.slice(0, 6_000),
  ...hostileTexts,
}
const place = document.body.appendChild(document.createElement("main"))
createRoot(place).render(<Page />)
let show: (shown: Shown) => void

function Page() {
  const [shown, setShown] = useState<Shown>({
    texts: messages(1, "```js\nlet a\n```\n$$a$$"),
    streaming: false,
  })
  show = setShown
  return shown.texts.map(({ id, text }) => <Markdown key={id} text={text} streaming={shown.streaming} />)
}

function messages(count: number, text: string): Shown["texts"] {
  return Array.from({ length: count }, (_, at) => ({ id: `${at} of ${count}`, text }))
}

globalThis.names = Object.keys(texts)

/** The longest task, in ms, while the page draws one of the texts: at once, growing, or fifty times. */
globalThis.measure = async (name, how) => {
  const text = texts[name] ?? ""
  flushSync(() => show({ texts: [], streaming: false }))
  await quiet()
  const watch = watchTasks()
  if (how === "growing") await grow(text)
  else show({ texts: messages(how === "whole" ? 1 : 50, text), streaming: false })
  await quiet()
  const { longest, gap } = watch()
  const nodes = place.querySelectorAll("*").length
  return { text: name, how, longest: Math.round(longest), gap: Math.round(gap), nodes }
}

async function grow(text: string): Promise<void> {
  for (let n = 1; n <= DELTAS; n++) {
    show({ texts: messages(1, text.slice(0, (text.length * n) / DELTAS)), streaming: n < DELTAS })
    await wait(DELTA_MILLISECONDS)
  }
}

/** Watches for the longest task and the longest time between two frames until the returned function is called. */
function watchTasks(): () => { longest: number; gap: number } {
  const seen = { longest: 0, gap: 0 }
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration)
  })
  observer.observe({ type: "longtask" })
  let lastFrame = performance.now()
  let frame = requestAnimationFrame(function next(now) {
    seen.gap = Math.max(seen.gap, now - lastFrame)
    lastFrame = now
    frame = requestAnimationFrame(next)
  })
  return () => {
    observer.disconnect()
    cancelAnimationFrame(frame)
    return seen
  }
}

/** Until everything is drawn and nothing has changed for a while. */
async function quiet(): Promise<void> {
  const deadline = performance.now() + DEADLINE_MILLISECONDS
  let lastChange = performance.now()
  const observer = new MutationObserver(() => {
    lastChange = performance.now()
  })
  observer.observe(place, { subtree: true, childList: true, characterData: true, attributes: true })
  while (performance.now() < deadline) {
    await wait(50)
    const waiting = place.querySelector(".markdown.whitespace-pre-wrap")
    if (!waiting && performance.now() - lastChange > QUIET_MILLISECONDS) break
  }
  observer.disconnect()
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds))
}
