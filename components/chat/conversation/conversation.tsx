"use client"
import { useRouter } from "next/navigation"
import { useCallback, useEffect, useRef, useState } from "react"
import { v7 as uuidv7 } from "uuid"
import { titleFrom } from "@/lib/text"
import type { Chat, ChatMessage, Left, MessagePage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { frameWords } from "@/lib/words/frame"
import { leaveSoon } from "../../kiosk/leave-soon"
import { Composer, focusComposer } from "../composer/composer"
import { leaveForNewChat, useDraft } from "../composer/draft"
import { prepareMarkdown } from "../markdown/markdown"
import type { Ask } from "../reply/ask"
import { useSaidAnswer } from "../reply/use-said-answer"
import { useSendAgain } from "../reply/use-send-again"
import { useChats } from "../sidebar/chats"
import { JumpButton } from "./jump-button"
import { KeptLine } from "./kept-line"
import { LeftLine } from "./left-line"
import { type Editing, Log } from "./log"
import { textOf } from "./messages"
import { Notice } from "./notice"
import { Paused } from "./paused"
import { RememberedList } from "./remembered-list"
import { SummaryButton } from "./summary-button"
import { TemporarySwitch } from "./temporary-switch"
import { useConversation } from "./use-conversation"
import { useFound } from "./use-found"
import { useReadingPlace } from "./use-reading-place"
import { tabNameOf, useTabTitle } from "./use-tab-title"
import { Welcome, type WelcomeWords } from "./welcome"

export type ConversationProps = {
  chatId: string
  /** The name the draft is kept under in this browser; the chat's id unless given. */
  draftKey?: string
  /** Absent for a chat that does not exist yet. */
  page?: MessagePage
  /** The chat's title as the page was made, if there was one. */
  title?: string
  /** When the chat will be gone, as the page was made (ISO 8601). */
  keptUntil?: string
  temporary?: boolean
  /** What to say before the first message; `temporaryLifetime`: seconds a temporary chat lives after its last one. */
  welcome?: WelcomeWords & { temporaryLifetime: number }
  maxBytes: number
  /** What this page is called. */
  site: string
  /** What the operator says while nothing is answered; null: answers are given. */
  paused: string | null
  /** How many messages the visitor has left, as the page was made, when they are few. */
  left?: Left
  /** The message it is opened at, which was searched for; at its end unless given. */
  found?: string
  /** Whenever the server has taken something the visitor asked. */
  onAccepted?: () => void
}

/** One chat: what was said, and the place to write. */
export function Conversation({
  chatId,
  draftKey = chatId,
  page,
  title: titleAtFirst,
  keptUntil,
  temporary: begunTemporary = false,
  welcome,
  maxBytes,
  site,
  paused: pausedAtFirst,
  left: leftAtFirst,
  found,
  onAccepted,
}: ConversationProps) {
  const { chats, touch } = useChats()
  const [temporary, setTemporary] = useState(begunTemporary)
  const [nextTitle, setNextTitle] = useState<string>()
  const title = nextTitle ?? titleAtFirst
  const [end, setEnd] = useState(keptUntil)
  const [left, setLeft] = useState(leftAtFirst)
  // This browser keeps nothing of a temporary chat.
  const keptAs = temporary ? undefined : draftKey
  const { text, write, giveBack } = useDraft(keptAs)
  const isTyping = text !== ""
  useEffect(() => {
    if (isTyping) prepareMarkdown()
  }, [isTyping])
  const [editing, setEditing] = useState<Editing>()
  /** What has to be sent first, once it was in the way of something else. */
  const [holding, setHolding] = useState<Ask>()
  const { setColumn, setLog, reading, endInView, jump, showQuestion } = useReadingPlace(found)
  const leaveFound = useFound(found, showQuestion)
  const {
    messages,
    running,
    trouble,
    paused,
    ask,
    stop,
    turn,
    remove,
    remembered,
    summary,
    forget,
    takeBack,
    showEarlier,
  } = useConversation(chatId, keptAs, page, temporary, pausedAtFirst, editing?.id)
  useSaidAnswer(messages, running)

  const make = useCallback(
    async (next: Ask, again = false) => {
      leaveFound()
      if (!again) showQuestion(next.rewordedId ?? next.messageId)
      const outcome = await ask(next, again)
      if (outcome === "unsent") return
      if (typeof outcome !== "string") {
        setEnd(outcome.keptUntil)
        setLeft(outcome.left)
        void leaveSoon(outcome.keptUntil).then(setEnd)
        if (!temporary) touch(chatId, outcome.title ?? title ?? titleFrom(next.text), outcome.keptUntil)
        onAccepted?.()
      } else if (!next.replyId || (next.rewordedId && outcome === "replaced")) giveBack(next.text)
      else if (next.rewordedId) setEditing({ id: next.messageId, text: next.text })
    },
    [ask, chatId, giveBack, leaveFound, onAccepted, showQuestion, temporary, title, touch],
  )
  useSendAgain(trouble, (unsent) => make(unsent, true), takeBack)
  const send = (words: string) => {
    write("")
    focusComposer()
    void make({ messageId: uuidv7(), text: words })
  }
  const isUndrawn = editing !== undefined && !messages.some(({ id }) => id === editing.id)
  useEffect(() => {
    // Another version of it is shown: nobody is rewording it any more.
    if (isUndrawn) setEditing(undefined)
  }, [isUndrawn])

  const unsent = trouble?.unsent
  const replace = useCallback(
    (question: Omit<Ask, "replyId">) => {
      // What was not sent goes first, or is taken back; changed words stay where they are.
      if (unsent) return setHolding(unsent)
      setEditing(undefined)
      focusComposer()
      void make({ ...question, replyId: uuidv7() })
    },
    [make, unsent],
  )
  // What was said is not drawn anew with every letter that is typed.
  const typed = useRef(text)
  useEffect(() => {
    typed.current = text
  })
  const router = useRouter()
  const removeOne = useCallback(
    async (messageId: string) => {
      if (unsent) return setHolding(unsent)
      const removed = await remove(messageId)
      if (removed.title !== undefined) setNextTitle(removed.title)
      if (!removed.isGone) return
      // What was typed goes along.
      leaveForNewChat(typed.current)
      router.replace("/")
    },
    [remove, router, unsent],
  )
  // Before the first message the greeting and the box stand together; then the box goes to the end of the page.
  const isNew = messages.length === 0 && welcome !== undefined
  useTabTitle(isNew ? undefined : temporary ? frameWords.names.temporaryChat : tabNameOf(chatId), site)
  return (
    <div
      ref={setColumn}
      className={`mx-auto flex min-h-(--room) w-full max-w-[44rem] flex-1 flex-col px-4 sm:px-6 ${isNew ? "justify-center" : ""}`}
    >
      <div className={`flex flex-col ${isNew ? "" : "flex-1"}`}>
        {isNew ? (
          <Welcome {...welcome} onAsk={send}>
            <TemporarySwitch
              lifetime={welcome.temporaryLifetime}
              checked={temporary}
              onChange={setTemporary}
            />
          </Welcome>
        ) : (
          <div className="flex flex-1 flex-col">
            <h1 className="sr-only">{nameOf(chats, chatId) ?? title ?? frameWords.names.newChat}</h1>
            <Log
              chatId={chatId}
              messages={messages}
              running={running}
              maxBytes={maxBytes}
              editing={editing}
              onEditing={setEditing}
              onReplace={replace}
              onTurn={turn}
              onRemove={removeOne}
              ref={setLog}
              reading={reading}
              onEarlier={showEarlier}
            />
          </div>
        )}
      </div>
      <div className="noscript:hidden tiny:relative sticky bottom-0 fading-edge bg-surface tiny:pb-1 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        {!endInView && (
          <JumpButton
            onClick={() => {
              focusComposer()
              leaveFound()
              jump()
            }}
          />
        )}
        {trouble && (
          <Notice
            trouble={
              unsent && unsent === holding ? { ...trouble, sentence: chatWords.composer.waits } : trouble
            }
            onRetry={(unsent) => make(unsent)}
            onNewChat={() => {
              leaveForNewChat(text)
              write("")
            }}
            onTakeBack={(unsent) => {
              takeBack(unsent)
              giveBack(unsent.text)
            }}
          />
        )}
        <SummaryButton summary={summary} />
        <RememberedList remembered={remembered} onForget={forget} />
        <Paused text={paused} />
        <LeftLine left={left} />
        <Composer
          text={text}
          onWrite={write}
          onSend={send}
          onStop={stop}
          running={running}
          waitsForRetry={trouble?.unsent !== undefined}
          gone={trouble?.gone === true}
          maxBytes={maxBytes}
        >
          <KeptLine
            until={end}
            temporary={temporary ? { id: chatId, title: title ?? firstWords(messages) } : undefined}
          />
        </Composer>
      </div>
    </div>
  )
}

function firstWords([first]: ChatMessage[]): string {
  return first ? titleFrom(textOf(first)) : ""
}

function nameOf(chats: Chat[], chatId: string): string | undefined {
  return chats.find(({ id }) => id === chatId)?.title
}
