"use client"
import { useSyncExternalStore } from "react"
import "./markdown.css"

type MarkdownProps = { text: string; streaming: boolean; atOnce?: boolean }

/**
 * A model's text, drawn as Markdown. The server and the first frame show it as plain text; the parser is loaded when
 * the first such text is on the page, and takes over from there. `streaming`: the text is still growing; `atOnce`: it is
 * about to be looked at, so it is not to be seen plain first.
 */
export function Markdown({ text, streaming, atOnce = false }: MarkdownProps) {
  const view = useSyncExternalStore(subscribe, loadedView, noView)
  const shown = withoutDirectionControls(text)
  if (!view) return <div className="markdown whitespace-pre-wrap">{shown}</div>
  return <view.MarkdownView text={shown} streaming={streaming} atOnce={atOnce} />
}

/** Has the parser loaded before the first text is there: while its question is written there is time. */
export function prepareMarkdown(): void {
  void load()
}

/** Whether texts can be drawn as they will stay: the parser is here, or will not come. */
export function useMarkdownReady(): boolean {
  return useSyncExternalStore(subscribeForAWhile, isSettled, isNotSettled)
}

/**
 * Thousands of direction overrides take a browser half a second to lay out, and one is enough to disguise a link.
 * Right-to-left text needs none of them here: each block takes its direction from its own words.
 */
function withoutDirectionControls(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
}

type View = typeof import("./view")

let view: View | undefined
let loading: Promise<void> | undefined
let settled = false

/** Milliseconds after which a text is shown plainly rather than not at all. */
const LONGEST_WAIT = 3_000

function subscribe(onLoad: () => void): () => void {
  let wanted = true
  load().then(() => wanted && onLoad())
  return () => {
    wanted = false
  }
}

/** The same, until the longest wait is over. */
function subscribeForAWhile(onSettled: () => void): () => void {
  const leave = subscribe(onSettled)
  const timer = setTimeout(() => {
    settled = true
    onSettled()
  }, LONGEST_WAIT)
  return () => {
    leave()
    clearTimeout(timer)
  }
}

/** Resolves when the parser is here, or will not come. */
function load(): Promise<void> {
  loading ??= import("./view").then(
    (loaded) => {
      view = loaded
      settled = true
    },
    () => {
      // The text stays readable as it is; the next message tries again.
      loading = undefined
      settled = true
    },
  )
  return loading
}

function loadedView(): View | undefined {
  return view
}

function noView(): undefined {
  return undefined
}

function isSettled(): boolean {
  return settled
}

function isNotSettled(): boolean {
  return false
}
