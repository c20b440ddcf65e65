"use client"
import { X } from "lucide-react"
import { useId, useLayoutEffect, useRef } from "react"
import type { Source } from "@/lib/types"
import { sourcesWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { Modal } from "../shell/modal"
import { Marked } from "./marked"
import { usePlace } from "./use-place"

type SourceDialogProps = { chatId: string; messageId: string; source: Source; onClose: () => void }

/** A passage that an answer cites, marked in its document: by Escape, the button or beside it one goes back to the answer. */
export function SourceDialog({ chatId, messageId, source, onClose }: SourceDialogProps) {
  const titleId = useId()
  return (
    <Modal
      aria-labelledby={titleId}
      onClose={onClose}
      className="fixed inset-0 m-auto max-h-[min(44rem,calc(100dvh-2rem))] w-[min(42rem,calc(100vw-2rem))] max-w-none overflow-hidden rounded-3xl border border-line bg-surface p-0 text-ink shadow-xl backdrop:bg-shade open:flex open:flex-col short:max-h-dvh"
    >
      <div className="flex items-start gap-2 border-line border-b py-4 ps-6 pe-3 short:py-1">
        <div className="min-w-0 flex-1">
          <h2 id={titleId} dir="auto" className="font-serif text-xl leading-snug [overflow-wrap:anywhere]">
            {source.title}
          </h2>
          <p dir="auto" className="mt-0.5 text-ink-soft text-sm [overflow-wrap:anywhere]">
            {sourcesWords.place(source)}
          </p>
        </div>
        <Button look="quiet" aria-label={sourcesWords.close} onClick={onClose}>
          <X aria-hidden className="size-5" />
        </Button>
      </div>
      <Passage chatId={chatId} messageId={messageId} source={source} />
    </Modal>
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
      {/* The text, not the button, is focused first: there the arrow keys scroll. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard. */}
      <section ref={text} tabIndex={0} data-first-focus aria-label={sourcesWords.passage} className={TEXT}>
        <Marked {...(isThere ? place : { before: "", passage: source.text, after: "" })} />
      </section>
    </>
  )
}

const TEXT =
  "relative min-h-0 overflow-y-auto overscroll-contain px-6 pt-4 pb-6 leading-relaxed outline-offset-[-3px] [overflow-wrap:anywhere]"

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
