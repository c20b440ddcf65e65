"use client"
import { type KeyboardEvent, useEffect, useRef, useState } from "react"
import { isBlank } from "@/lib/text"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { isComposing, isSendKey, useEnterBreaksLine } from "../composer/keys"
import { roomFor } from "../composer/room"
import { useAutosize } from "../composer/use-autosize"

const { rewording } = chatWords

type RewordingProps = {
  /** The message's id. */
  id: string
  /** The words as they were sent. */
  sent: string
  /** The words to start with. */
  text: string
  /** An answer is being written: nothing is asked meanwhile. */
  busy: boolean
  maxBytes: number
  onSave: (text: string) => void
  onCancel: () => void
}

/** What was changed and neither saved nor thrown away, by message: it is there again when the visitor comes back to the chat. */
const unsaved = new Map<string, string>()

/** A question's words as a field. Enter saves as it sends in the composer; what was changed is thrown away only when asked for. */
export function Rewording({ id, sent, text, busy, maxBytes, onSave, onCancel }: RewordingProps) {
  const [words, setWords] = useState(() => unsaved.get(id) ?? text)
  const [hint, setHint] = useState<string>()
  const [leaving, setLeaving] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const enterBreaksLine = useEnterBreaksLine()
  const room = roomFor(words, maxBytes)
  useAutosize(field, words)
  useEffect(() => focusAtEnd(field.current), [])

  const write = (next: string) => {
    unsaved.set(id, next)
    setHint(undefined)
    setLeaving(false)
    setWords(next)
  }
  const save = () => {
    const problem = isBlank(words) ? chatWords.composer.writeFirst : busy ? rewording.running : undefined
    setHint(problem)
    if (problem || room?.isTooLong) return
    unsaved.delete(id)
    onSave(words)
  }
  const cancel = () => {
    unsaved.delete(id)
    onCancel()
  }
  const leave = () => (words === sent ? cancel() : setLeaving(true))
  const stay = () => {
    setLeaving(false)
    field.current?.focus()
  }
  return (
    <form
      className="w-full rounded-3xl border border-line bg-surface-2 p-3 focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event: KeyboardEvent) => {
        // Escape again is no answer to the question whether to throw it away, but the way back.
        if (event.key === "Escape" && !isComposing(event)) leaving ? stay() : leave()
      }}
    >
      <textarea
        ref={field}
        aria-label={rewording.label}
        aria-describedby="rewording-note"
        className="field-sizing-content max-h-[50dvh] w-full resize-none bg-transparent px-1 outline-none"
        dir="auto"
        autoComplete="off"
        enterKeyHint={enterBreaksLine ? "enter" : "done"}
        value={words}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (!isSendKey(event)) return
          event.preventDefault()
          // Held down, it may still be the key that opened the field.
          if (!event.repeat) save()
        }}
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        <output id="rewording-note" className="min-w-0 flex-1 basis-60 px-1 text-ink-soft text-sm">
          {leaving ? rewording.isLost : (room?.sentence ?? hint ?? rewording.note)}
        </output>
        {leaving ? (
          <Leaving onStay={stay} onLeave={cancel} />
        ) : (
          <>
            <Button onClick={leave}>{rewording.cancel}</Button>
            <Button look="primary" type="submit">
              {rewording.save}
            </Button>
          </>
        )}
      </div>
    </form>
  )
}

/** Asked before changed words are thrown away. */
function Leaving({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const stay = useRef<HTMLButtonElement>(null)
  useEffect(() => stay.current?.focus(), [])
  return (
    <>
      <Button ref={stay} aria-describedby="rewording-note" onClick={onStay}>
        {rewording.keep}
      </Button>
      <Button look="danger" onClick={onLeave}>
        {rewording.throwAway}
      </Button>
    </>
  )
}

function focusAtEnd(field: HTMLTextAreaElement | null): void {
  field?.focus()
  field?.setSelectionRange(-1, -1)
}
