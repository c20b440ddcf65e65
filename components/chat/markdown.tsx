"use client"
import { useSyncExternalStore } from "react"
import "./markdown.css"

/**
 * A model's text, drawn as Markdown. The server and the first frame show it as plain text; the parser is loaded when
 * the first such text is on the page, and takes over from there. `streaming`: the text is still growing.
 */
export function Markdown({ text, streaming }: { text: string; streaming: boolean }) {
  const view = useSyncExternalStore(subscribe, loadedView, noView)
  const shown = withoutDirectionControls(text)
  if (!view) return <div className="markdown whitespace-pre-wrap">{shown}</div>
  return <view.MarkdownView text={shown} streaming={streaming} />
}

/**
 * Thousands of direction overrides take a browser half a second to lay out, and one is enough to disguise a link.
 * Right-to-left text needs none of them here: each block takes its direction from its own words.
 */
function withoutDirectionControls(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
}

type View = typeof import("./markdown-view")

let view: View | undefined
let loading: Promise<View> | undefined

function subscribe(onLoad: () => void): () => void {
  let wanted = true
  loading ??= import("./markdown-view")
  loading.then(
    (loaded) => {
      view = loaded
      if (wanted) onLoad()
    },
    () => {
      // The text stays readable as it is; the next message tries again.
      loading = undefined
    },
  )
  return () => {
    wanted = false
  }
}

function loadedView(): View | undefined {
  return view
}

function noView(): undefined {
  return undefined
}
