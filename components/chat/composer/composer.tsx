"use client"
import { type ReactNode, useEffect, useRef, useState } from "react"
import { isBlank } from "@/lib/text"
import { chatWords } from "@/lib/words/chat"
import { isSendKey, useEnterBreaksLine } from "./keys"
import { roomFor } from "./room"
import { SendOrStop } from "./send-or-stop"
import { useAutosize } from "./use-autosize"
import { useCameWithPage } from "./use-came-with-page"

const { composer } = chatWords

type ComposerProps = {
  text: string
  onWrite: (text: string) => void
  onSend: (text: string) => void
  onStop: () => Promise<void>
  running: boolean
  /** An earlier message has not been sent yet and goes first. */
  waitsForRetry: boolean
  /** The chat is not there any more. */
  gone: boolean
  maxBytes: number
  /** What is said under it while there is no hint. */
  children?: ReactNode
}

/** Where the visitor writes: a key sends as `isSendKey` says; one can go on typing while a reply runs. */
export function Composer({
  text,
  onWrite,
  onSend,
  onStop,
  running,
  waitsForRetry,
  gone,
  maxBytes,
  children,
}: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [hint, setHint] = useState<string>()
  const room = roomFor(text, maxBytes)
  const problem = problemSentence(running, waitsForRetry, gone)
  const enterBreaksLine = useEnterBreaksLine()
  const cameWithPage = useCameWithPage()
  useAutosize(field, text)
  useEffect(() => {
    // What was typed before the page came alive.
    if (field.current?.value) onWrite(field.current.value)
    // Nor is the focus taken from where the visitor has put it by then.
    if (!cameWithPage || document.activeElement === document.body) focusComposer()
  }, [onWrite, cameWithPage])

  const send = () => {
    if (isBlank(text)) return setHint(text ? composer.writeFirst : undefined)
    setHint(problem)
    if (problem || room?.isTooLong) return
    onSend(text)
    field.current?.focus()
  }
  // A hint goes with what it was about.
  if (hint && hint !== problem && hint !== composer.writeFirst) setHint(undefined)
  const sentence = room?.sentence ?? hint
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="flex items-end gap-2 rounded-3xl border border-line bg-surface p-1.5 shadow-sm focus-within:border-accent">
        <textarea
          ref={field}
          id="message"
          aria-label={composer.label}
          aria-describedby={sentence && "composer-hint"}
          className="field-sizing-content short:max-h-[30dvh] max-h-[40dvh] min-h-11 flex-1 resize-none bg-transparent px-3.5 py-2 outline-none placeholder:text-ink-soft"
          dir="auto"
          // What one visitor typed is not for the next at this browser; what is kept of it is kept by the draft.
          autoComplete="off"
          enterKeyHint={enterBreaksLine ? "enter" : "send"}
          placeholder={composer.placeholder}
          rows={1}
          value={text}
          onChange={(event) => {
            setHint(undefined)
            onWrite(event.target.value)
          }}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return
            event.preventDefault()
            if (!event.repeat) send()
          }}
        />
        <SendOrStop running={running} empty={isBlank(text)} onStop={onStop} />
      </div>
      {/* Both in one place, so that nothing moves when a hint comes. */}
      <div className="grid min-h-6 text-center text-ink-soft text-xs *:[grid-area:1/1]">
        <div className={sentence && "invisible"}>{children}</div>
        <output id="composer-hint" className="pointer-events-none px-4 pt-1">
          {sentence}
        </output>
      </div>
    </form>
  )
}

/** Puts the cursor where one writes, except where that would bring up a keyboard over the page. */
export function focusComposer(): void {
  if (window.matchMedia("(hover: hover)").matches)
    document.getElementById("message")?.focus({ preventScroll: true })
}

function problemSentence(running: boolean, waitsForRetry: boolean, gone: boolean): string | undefined {
  if (gone) return composer.gone
  if (running) return composer.running
  if (waitsForRetry) return composer.waits
  return undefined
}
