"use client"
import { Trash2 } from "lucide-react"
import { lazy, Suspense, useRef, useState } from "react"
import { chatWords } from "@/lib/words/chat"
import { loadUntilThere } from "../../requests"
import { Button } from "../../ui/button"

const loadDialog = () => import("../../ui/confirm").then(({ Confirm }) => ({ default: Confirm }))
const Confirm = lazy(() => loadUntilThere(loadDialog))

const words = chatWords.removal

/** Removes a question for good. Throws what `call` throws. */
export type Remove = (messageId: string) => Promise<void>

type RemoveQuestionProps = { messageId: string; busy: boolean; isOnly: boolean; onRemove: Remove }

/** The way to remove a question, which asks once before it does. */
export function RemoveQuestion({ messageId, busy, isOnly, onRemove }: RemoveQuestionProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [wanted, setWanted] = useState(false)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        ref={button}
        look="quiet"
        disabled={busy}
        onPointerEnter={loadDialog}
        onFocus={loadDialog}
        onClick={() => {
          setWanted(true)
          setOpen(true)
        }}
      >
        <Trash2 aria-hidden className="size-4" />
        {chatWords.message.remove}
      </Button>
      {wanted && (
        <Suspense>
          <Confirm
            open={open}
            onOpenChange={setOpen}
            finalFocus={button}
            title={words.title}
            description={isOnly ? words.only : words.description}
            action={words.action}
            busy={words.busy}
            onConfirm={() => onRemove(messageId)}
          />
        </Suspense>
      )}
    </>
  )
}
