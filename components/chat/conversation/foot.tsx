"use client"
import { titleFrom } from "@/lib/text"
import type { ChatMessage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { Composer, focusComposer } from "../composer/composer"
import { leaveForNewChat, type useDraft } from "../composer/draft"
import { JumpButton } from "./jump-button"
import { KeptLine } from "./kept-line"
import { LeftLine } from "./left-line"
import { textOf } from "./messages"
import { Notice } from "./notice"
import { Paused } from "./paused"
import { RememberedList } from "./remembered-list"
import { SummaryButton } from "./summary-button"
import type { Talk } from "./use-conversation"
import type { Facts } from "./use-facts"
import type { Writing } from "./use-writing"

type FootProps = {
  chatId: string
  temporary: boolean
  maxBytes: number
  talk: Talk
  facts: Facts
  draft: ReturnType<typeof useDraft>
  writing: Writing
  /** Shows the end of what was said, where it is out of view. */
  onJump: (() => void) | undefined
}

/** What stays at the end of the window: what there is to say about the chat, and the place to write. */
export function Foot({ chatId, temporary, maxBytes, talk, facts, draft, writing, onJump }: FootProps) {
  const { messages, trouble, running } = talk
  return (
    <div className="noscript:hidden tiny:relative sticky bottom-0 fading-edge bg-surface tiny:pb-1 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {onJump && (
        <JumpButton
          onClick={() => {
            focusComposer()
            onJump()
          }}
        />
      )}
      {trouble && (
        <Notice
          trouble={writing.waits ? { ...trouble, sentence: chatWords.composer.waits } : trouble}
          onRetry={(unsent) => writing.make(unsent)}
          onNewChat={() => {
            leaveForNewChat(draft.text)
            draft.write("")
          }}
          onTakeBack={(unsent) => {
            talk.takeBack(unsent)
            draft.giveBack(unsent.text)
          }}
        />
      )}
      <SummaryButton summary={talk.summary} />
      <RememberedList remembered={talk.remembered} onForget={talk.forget} />
      <Paused text={talk.paused} />
      <LeftLine left={facts.left} />
      <Composer
        text={draft.text}
        onWrite={draft.write}
        onSend={writing.send}
        onStop={talk.stop}
        running={running}
        waitsForRetry={trouble?.unsent !== undefined}
        gone={trouble?.gone === true}
        maxBytes={maxBytes}
      >
        <KeptLine
          until={facts.keptUntil}
          temporary={temporary ? { id: chatId, title: facts.title ?? firstWords(messages) } : undefined}
        />
      </Composer>
    </div>
  )
}

function firstWords([first]: ChatMessage[]): string {
  return first ? titleFrom(textOf(first)) : ""
}
