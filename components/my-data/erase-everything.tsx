"use client"
import { AlertDialog } from "@base-ui/react/alert-dialog"
import { useState } from "react"
import { sentenceFor } from "../chat/call"
import { Button, buttonClass } from "../ui/button"
import { eraseHere, handOver } from "./erase"

/** Asks once, then erases everything and shows the receipt on a new page. */
export function EraseEverything() {
  const [open, setOpen] = useState(false)
  const [erasing, setErasing] = useState(false)
  const [problem, setProblem] = useState<string>()
  const erase = async () => {
    if (erasing) return
    setErasing(true)
    setProblem(undefined)
    try {
      handOver(await eraseHere())
      // A whole new document in this one's place: no earlier page is left in memory, nor behind the back button.
      window.location.replace("/my-data")
    } catch (error) {
      setProblem(sentenceFor(error))
      setErasing(false)
    }
  }
  return (
    // It cannot be called off any more once it has begun, so it stays on the screen.
    <AlertDialog.Root open={open} onOpenChange={(wanted) => !erasing && setOpen(wanted)}>
      <AlertDialog.Trigger className={buttonClass("danger")}>Erase everything</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <AlertDialog.Popup className="fixed top-1/2 left-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-3xl border border-line bg-surface p-6 shadow-xl outline-none">
          <AlertDialog.Title className="font-serif text-xl">Erase everything?</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-ink-soft">
            All chats and messages, their key and the cookie will be gone for good. Nobody can bring them
            back.
          </AlertDialog.Description>
          {problem && (
            <p role="alert" className="mt-2 text-danger">
              {problem}
            </p>
          )}
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Close className={buttonClass("outline")}>Cancel</AlertDialog.Close>
            {/* Not disabled: the focus would be lost. */}
            <Button look="danger" aria-disabled={erasing} onClick={erase}>
              {erasing ? "Erasing …" : "Erase"}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
