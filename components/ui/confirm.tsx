"use client"
import { AlertDialog } from "@base-ui/react/alert-dialog"
import { type ReactElement, type ReactNode, type RefObject, useState } from "react"
import { pageWords } from "@/lib/words/page"
import { sentenceFor } from "../call"
import { Button, buttonClass } from "./button"

type ConfirmProps = {
  title: string
  description: ReactNode
  /** The word on the button that does it, and while it is being done. */
  action: string
  busy: string
  /** Does it. What it throws is told in the dialog, which stays; else the dialog closes. */
  onConfirm: () => Promise<unknown>
  /** The button that opens the dialog; without one, `open` and `onOpenChange` do. */
  trigger?: ReactElement
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Where the dialog is put; the page unless given. */
  container?: HTMLElement | null
  /** What gets the focus when the dialog closes; the trigger unless given. */
  finalFocus?: RefObject<HTMLElement | null>
}

/** Asks once before something is done for good. */
export function Confirm(props: ConfirmProps) {
  const { title, description, action, busy, onConfirm, trigger, container, finalFocus } = props
  const [openHere, setOpenHere] = useState(false)
  const [doing, setDoing] = useState(false)
  const [problem, setProblem] = useState<string>()
  const { open = openHere, onOpenChange = setOpenHere } = props
  const change = (wanted: boolean) => {
    setProblem(undefined)
    onOpenChange(wanted)
  }
  const confirm = async () => {
    if (doing) return
    setDoing(true)
    setProblem(undefined)
    try {
      await onConfirm()
      change(false)
    } catch (error) {
      setProblem(sentenceFor(error))
    }
    setDoing(false)
  }
  return (
    // It cannot be called off any more once it has begun, so it stays on the screen.
    <AlertDialog.Root open={open} onOpenChange={(wanted) => !doing && change(wanted)}>
      {trigger && <AlertDialog.Trigger render={trigger} />}
      <AlertDialog.Portal container={container ?? undefined}>
        <AlertDialog.Backdrop data-shade className="fixed inset-0 z-40 bg-shade" />
        <AlertDialog.Popup
          finalFocus={finalFocus}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-1rem)] w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-3xl border border-line bg-surface p-6 shadow-xl short:p-4 outline-none"
        >
          <AlertDialog.Title className="font-serif text-xl">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-ink-soft [overflow-wrap:anywhere]" dir="auto">
            {description}
          </AlertDialog.Description>
          {problem && (
            <p role="alert" className="mt-2 text-danger">
              {problem}
            </p>
          )}
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Close className={buttonClass("outline")}>{pageWords.cancel}</AlertDialog.Close>
            {/* Not disabled: the focus would be lost. */}
            <Button look="danger" aria-disabled={doing} onClick={confirm}>
              {doing ? busy : action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
