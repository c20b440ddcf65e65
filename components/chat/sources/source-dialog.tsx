"use client"
import { useLayoutEffect, useRef } from "react"
import type { Source } from "@/lib/types"
import { sourcesWords } from "@/lib/words/chat"
import { Reader, ReaderText } from "../shell/reader"
import { Marked } from "./marked"
import { usePlace } from "./use-place"

type SourceDialogProps = { chatId: string; messageId: string; source: Source; onClose: () => void }

/** A passage that an answer cites, marked in its document: by Escape, the button or beside it one goes back to the answer. */
export function SourceDialog({ chatId, messageId, source, onClose }: SourceDialogProps) {
  return (
    <Reader
      title={source.title}
      about={sourcesWords.place(source)}
      closeLabel={sourcesWords.close}
      onClose={onClose}
    >
      <Passage chatId={chatId} messageId={messageId} source={source} />
    </Reader>
  )
}

function Passage({ chatId, messageId, source }: Omit<SourceDialogProps, "onClose">) {
  const place = usePlace(chatId, messageId, source.number)
  const text = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what surrounds the passage moves it.
  useLayoutEffect(() => bringToMark(text.current), [place])
  const isThere = place?.state === "there"
  return (
    <>
      <output className="block empty:hidden">{place && !isThere && <Notice state={place.state} />}</output>
      <ReaderText ref={text} label={sourcesWords.passage}>
        <Marked {...(isThere ? place : { before: "", passage: source.text, after: "" })} />
      </ReaderText>
    </>
  )
}

/** The passage is old: what the answer quoted is all there is of it. */
function Notice({ state }: { state: "changed" | "gone" }) {
  return (
    <p className="bg-surface-2 px-6 py-3 text-sm">
      <strong className="font-semibold">{sourcesWords[state]}</strong>. {sourcesWords.quoted}
    </p>
  )
}

/** The mark begins a little below the upper edge, so that it is seen what is before it. */
function bringToMark(text: HTMLElement | null): void {
  const mark = text?.querySelector("mark")
  if (text && mark) text.scrollTop = mark.offsetTop - text.clientHeight / 4
}
