import { ArrowDown } from "lucide-react"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"

/** Back to the end of the conversation, for a reader who left it. */
export function JumpButton({ onClick }: { onClick: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-full flex justify-center pb-2">
      <Button className="pointer-events-auto gap-2 bg-surface text-sm shadow-md" onClick={onClick}>
        <ArrowDown aria-hidden className="size-4" />
        {chatWords.conversation.jump}
      </Button>
    </div>
  )
}
