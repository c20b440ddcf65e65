"use client"
import { myDataWords } from "@/lib/words/my-data"
import { Button } from "../ui/button"
import { Confirm } from "../ui/confirm"
import { eraseHere, handOver } from "./erase"

const words = myDataWords.erase

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
        {words.consent}
      </label>
      <Button type="submit" look="danger">
        {words.name}
      </Button>
    </form>
  )
}

function AskAndErase() {
  return (
    <Confirm
      trigger={
        <Button look="danger" className="noscript:hidden">
          {words.name}
        </Button>
      }
      title={words.title}
      description={words.description}
      action={words.action}
      busy={words.busy}
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
