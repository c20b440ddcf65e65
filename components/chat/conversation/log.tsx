"use client"
import { type Ref, useImperativeHandle, useRef, useState, useSyncExternalStore } from "react"
import type { ChatMessage } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { useMarkdownReady } from "../markdown/markdown"
import type { Ask } from "../reply/ask"
import { Answer, Writing } from "./answer"
import { Earlier } from "./earlier"
import { Question } from "./question"
import type { Remove } from "./remove-question"
import { MessagesSkeleton } from "./skeleton"
import { useKeptPlace } from "./use-kept-place"
import type { Turn } from "./versions"

/** The question being reworded, and the words its field starts with. */
export type Editing = { id: string; text: string }

type LogProps = {
  /** Once there is something in it. */
  ref: Ref<HTMLElement>
  chatId: string
  messages: ChatMessage[]
  running: boolean
  maxBytes: number
  editing: Editing | undefined
  onEditing: (editing: Editing | undefined) => void
  onReplace: (question: Omit<Ask, "replyId">) => void
  onTurn: Turn
  onRemove: Remove
  /** The reader has left the place the window was brought to. */
  reading: boolean
  onEarlier: (() => Promise<void>) | undefined
}

/** What was said, oldest first. Drawn in the browser only, where its end can be shown first and times are local. */
export function Log(props: LogProps) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  const ready = useMarkdownReady()
  // Answers that came with the page are first seen as they will stay; nothing said since waits for that.
  const [reopened] = useState(() => props.messages.some(({ role }) => role === "assistant"))
  return inBrowser && (ready || !reopened) ? <Entries {...props} /> : <MessagesSkeleton />
}

// Messages that fill the window when a chat is opened.
const RECENT = 10

function never(): () => void {
  return () => {}
}

function Entries(props: LogProps) {
  const { chatId, messages, running, maxBytes, editing, reading } = props
  const { onEditing, onReplace, onTurn, onRemove, onEarlier } = props
  const log = useRef<HTMLDivElement>(null)
  useImperativeHandle(props.ref, () => log.current as HTMLElement, [])
  useKeptPlace(log, messages[0]?.id)
  const isOnly = !onEarlier && messages.filter(({ role }) => role === "user").length === 1
  const waiting = running && messages.at(-1)?.role === "user"
  return (
    <>
      {onEarlier && <Earlier onEarlier={onEarlier} auto={reading} />}
      {/* Word by word would be read out over and over; `useSaidAnswer` has it said once, when it is there. */}
      <div
        ref={log}
        role="log"
        aria-label={chatWords.conversation.label}
        aria-live="off"
        aria-busy={running}
        className="flex flex-col gap-2 py-8 short:py-3 tiny:py-0"
      >
        {messages.map((message, at) =>
          message.role === "user" ? (
            <Question
              key={message.id}
              message={message}
              busy={running}
              maxBytes={maxBytes}
              editing={editing?.id === message.id ? editing : undefined}
              onEditing={onEditing}
              onReplace={onReplace}
              onTurn={onTurn}
              isOnly={isOnly}
              onRemove={onRemove}
            />
          ) : (
            <Answer
              key={message.id}
              chatId={chatId}
              message={message}
              question={messages[at - 1]}
              last={at === messages.length - 1}
              recent={at >= messages.length - RECENT}
              running={running}
              onReplace={onReplace}
              onTurn={onTurn}
            />
          ),
        )}
        {waiting && (
          <article aria-label={chatWords.message.assistant}>
            <Writing />
          </article>
        )}
      </div>
    </>
  )
}
