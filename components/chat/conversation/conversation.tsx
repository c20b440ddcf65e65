"use client"
import { useCallback, useEffect, useState } from "react"
import type { Chat, Left, MessagePage } from "@/lib/types"
import { frameWords } from "@/lib/words/frame"
import { useDraft } from "../composer/draft"
import type { Accepted } from "../reply/ask"
import { useSaidAnswer } from "../reply/use-said-answer"
import { useChats } from "../sidebar/chats"
import { Foot } from "./foot"
import { type Editing, Log } from "./log"
import { TemporarySwitch } from "./temporary-switch"
import { useConversation } from "./use-conversation"
import { useFacts } from "./use-facts"
import { useFound } from "./use-found"
import { useReadingPlace } from "./use-reading-place"
import { tabNameOf, useTabTitle } from "./use-tab-title"
import { useWriting } from "./use-writing"
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
export function Conversation(props: ConversationProps) {
  const { chatId, draftKey = chatId, welcome, maxBytes, found, onAccepted } = props
  const { chats } = useChats()
  const [temporary, setTemporary] = useState(props.temporary ?? false)
  // This browser keeps nothing of a temporary chat.
  const keptAs = temporary ? undefined : draftKey
  const draft = useDraft(keptAs)
  const [editing, setEditing] = useState<Editing>()
  const { setColumn, setLog, reading, endInView, jump, showQuestion } = useReadingPlace(found)
  const leaveFound = useFound(found, showQuestion)
  const talk = useConversation(chatId, keptAs, props.page, temporary, props.paused, editing?.id)
  const { messages, running } = talk
  useSaidAnswer(messages, running)
  const facts = useFacts(chatId, temporary, props)
  const writing = useWriting(talk, draft, {
    setEditing,
    onAsk: useCallback(
      (messageId: string, again: boolean) => {
        leaveFound()
        if (!again) showQuestion(messageId)
      },
      [leaveFound, showQuestion],
    ),
    onAccepted: useCallback(
      (text: string, accepted: Accepted) => {
        facts.noteAccepted(text, accepted)
        onAccepted?.()
      },
      [facts.noteAccepted, onAccepted],
    ),
    onTitle: facts.setTitle,
  })
  const isUndrawn = editing !== undefined && !messages.some(({ id }) => id === editing.id)
  useEffect(() => {
    // Another version of it is shown: nobody is rewording it any more.
    if (isUndrawn) setEditing(undefined)
  }, [isUndrawn])
  // Before the first message the greeting and the box stand together; then the box goes to the end of the page.
  const isNew = messages.length === 0 && welcome !== undefined
  useTabTitle(isNew ? undefined : temporary ? frameWords.names.temporaryChat : tabNameOf(chatId), props.site)
  return (
    <div
      ref={setColumn}
      className={`mx-auto flex min-h-(--room) w-full max-w-[44rem] flex-1 flex-col px-4 sm:px-6 ${isNew ? "justify-center" : ""}`}
    >
      <div className={`flex flex-col ${isNew ? "" : "flex-1"}`}>
        {isNew ? (
          <Welcome {...welcome} onAsk={writing.send}>
            <TemporarySwitch
              lifetime={welcome.temporaryLifetime}
              checked={temporary}
              onChange={setTemporary}
            />
          </Welcome>
        ) : (
          <div className="flex flex-1 flex-col">
            <h1 className="sr-only">{nameOf(chats, chatId) ?? facts.title ?? frameWords.names.newChat}</h1>
            <Log
              chatId={chatId}
              messages={messages}
              running={running}
              maxBytes={maxBytes}
              editing={editing}
              onEditing={setEditing}
              onReplace={writing.replace}
              onTurn={talk.turn}
              onRemove={writing.removeOne}
              ref={setLog}
              reading={reading}
              onEarlier={talk.showEarlier}
            />
          </div>
        )}
      </div>
      <Foot
        {...{ chatId, temporary, maxBytes, talk, facts, draft, writing }}
        onJump={
          endInView
            ? undefined
            : () => {
                leaveFound()
                jump()
              }
        }
      />
    </div>
  )
}

function nameOf(chats: Chat[], chatId: string): string | undefined {
  return chats.find(({ id }) => id === chatId)?.title
}
