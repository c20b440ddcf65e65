import Link from "next/link"
import { chatWords } from "@/lib/words/chat"
import { Button, buttonClass } from "../../ui/button"
import { focusComposer } from "../composer/composer"
import type { Ask } from "../reply/ask"
import type { Trouble } from "../reply/use-reply"

const words = chatWords.trouble

type NoticeProps = {
  trouble: Trouble
  onRetry: (unsent: Ask) => void
  onTakeBack: (unsent: Ask) => void
  /** Before the way to a new chat is gone. */
  onNewChat: () => void
}

/** What went wrong, in words, with the ways on; read out as soon as it appears. */
export function Notice({ trouble: { sentence, unsent, gone }, onRetry, onTakeBack, onNewChat }: NoticeProps) {
  // The button goes away with the notice, and the focus must not.
  const choose = (way: () => void) => () => {
    focusComposer()
    way()
  }
  return (
    <div
      role="alert"
      className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-xl border border-line bg-surface-2 px-4 py-2 text-sm"
    >
      <p className="min-w-0 flex-1 basis-60 py-2">{sentence}</p>
      {unsent && !unsent.replyId && (
        <Button look="quiet" onClick={choose(() => onTakeBack(unsent))}>
          {words.takeBack}
        </Button>
      )}
      {gone && (
        <Link href="/" prefetch={false} className={buttonClass("outline", "bg-surface")} onClick={onNewChat}>
          {words.startNew}
        </Link>
      )}
      {unsent && <Button onClick={choose(() => onRetry(unsent))}>{words.sendAgain}</Button>}
    </div>
  )
}
