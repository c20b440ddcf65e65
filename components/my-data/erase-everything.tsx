"use client"
import { Button } from "../ui/button"
import { Confirm } from "../ui/confirm"
import { eraseHere, handOver } from "./erase"

/** Asks once, then erases everything and shows the receipt on a new page. */
export function EraseEverything() {
  return (
    <>
      <noscript>
        <ErasingForm />
      </noscript>
      <AskAndErase />
    </>
  )
}

/** For who has no scripts: the tick takes the place of the question. */
function ErasingForm() {
  return (
    <form method="post" action="/api/my-data">
      <label className="mb-3 flex min-h-11 items-center gap-3">
        <input type="checkbox" required className="size-5 accent-accent" />
        All of it, for good. Nobody can bring it back.
      </label>
      <Button type="submit" look="danger">
        Erase everything
      </Button>
    </form>
  )
}

function AskAndErase() {
  return (
    <Confirm
      trigger={
        <Button look="danger" className="noscript:hidden">
          Erase everything
        </Button>
      }
      title="Erase everything?"
      description="All chats and messages, their key and the cookie will be gone for good. Nobody can bring them back."
      action="Erase"
      busy="Erasing …"
      onConfirm={async () => {
        handOver(await eraseHere())
        // A whole new document in this one's place: no earlier page is left in memory, nor behind the back button.
        window.location.replace("/my-data")
        // Until it is there, the dialog stays.
        return new Promise(() => {})
      }}
    />
  )
}
