import { Eye } from "lucide-react"
import type { Feedback } from "@/lib/types"
import { ratingWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"

type RatingMarkProps = { feedback: Feedback; onStop: () => void }

/** Who reads what was said of an answer, in words under it: the operator, or the visitor alone. */
export function RatingMark({ feedback: { shared, comment }, onStop }: RatingMarkProps) {
  if (!shared) return comment && <p className="mt-1 text-ink-soft text-sm">{ratingWords.notShared}</p>
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-ink-soft text-sm">
      <span className="flex items-center gap-1.5">
        <Eye aria-hidden className="size-4" />
        {ratingWords.shared}
      </span>
      <Button look="quiet" className="-ms-2 underline underline-offset-2" onClick={onStop}>
        {ratingWords.stopSharing}
      </Button>
    </p>
  )
}
