import { ChevronLeft, ChevronRight } from "lucide-react"
import type { ChatMessage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { say } from "../shell/announcement"

const words = chatWords.versions

/** Shows the version of a message before (-1) or after (1) the one that is shown. */
export type Turn = (messageId: string, by: -1 | 1) => void

/** Which of its versions a message is, and the ways to the others. Nothing where there is only one. */
export function Versions({ message, busy, onTurn }: { message: ChatMessage; busy: boolean; onTurn: Turn }) {
  const { version } = message.metadata ?? {}
  if (!version) return null
  const button = (by: -1 | 1, isEnd: boolean) => (
    <Button
      look="quiet"
      data-turn={by}
      aria-label={by < 0 ? words.previous : words.next}
      // Not disabled at the ends: the focus would be lost there.
      aria-disabled={isEnd || busy}
      className="aria-disabled:opacity-40 aria-disabled:hover:bg-transparent aria-disabled:hover:text-ink-soft"
      onClick={() => {
        if (busy) say(words.busy)
        else if (!isEnd) onTurn(message.id, by)
      }}
    >
      {by < 0 ? (
        <ChevronLeft aria-hidden className="size-4" />
      ) : (
        <ChevronRight aria-hidden className="size-4" />
      )}
    </Button>
  )
  return (
    <div data-versions-of={message.id} className="flex items-center text-ink-soft text-sm">
      {button(-1, version.number === 1)}
      <span className="tabular-nums">{words.which(version)}</span>
      {button(1, version.number === version.of)}
    </div>
  )
}

/** Puts the focus on the same button of the version that took another one's place, at the same place of the window. */
export function keepTurning(messageId: string, by: -1 | 1, top: number | undefined): void {
  const versions = document.querySelector(`[data-versions-of="${messageId}"]`)
  if (!versions) return
  versions.querySelector<HTMLElement>(`[data-turn="${by}"]`)?.focus({ preventScroll: true })
  if (top !== undefined)
    window.scrollBy({ top: versions.getBoundingClientRect().top - top, behavior: "instant" })
}

/** Where the versions of a message stand in the window, in pixels from its top. */
export function topOf(messageId: string): number | undefined {
  return document.querySelector(`[data-versions-of="${messageId}"]`)?.getBoundingClientRect().top
}
