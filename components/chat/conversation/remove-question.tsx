"use client"
import { Trash2 } from "lucide-react"
import { Suspense } from "react"
import { chatWords } from "@/lib/words/chat"
import { late, useLateDialog } from "../../late"
import { Button } from "../../ui/button"

const [Confirm, prepare] = late(() => import("../../ui/confirm").then((file) => file.Confirm))

const words = chatWords.removal

/** Removes a question for good. Throws what `call` throws. */
export type Remove = (messageId: string) => Promise<void>

type RemoveQuestionProps = { messageId: string; busy: boolean; isOnly: boolean; onRemove: Remove }

/** The way to remove a question, which asks once before it does. */
export function RemoveQuestion({ messageId, busy, isOnly, onRemove }: RemoveQuestionProps) {
  const { button, opener, open, setOpen } = useLateDialog(prepare)
  return (
    <>
      <Button {...opener} look="quiet" disabled={busy}>
        <Trash2 aria-hidden className="size-4" />
        {chatWords.message.remove}
      </Button>
      {open !== undefined && (
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
