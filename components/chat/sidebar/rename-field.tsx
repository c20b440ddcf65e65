"use client"
import { type KeyboardEvent, useEffect, useRef, useState } from "react"
import { isBlank } from "@/lib/text"
import type { Chat } from "@/lib/types"
import { sidebarWords } from "@/lib/words/chat"
import { sentenceFor } from "../../call"
import { isComposing } from "../composer/keys"
import { say } from "../shell/announcement"
import { useChats } from "./chats"

const words = sidebarWords.rename

type RenameFieldProps = { chat: Chat; onDone: () => void }

/** A chat's title as a field: Enter or leaving it saves, Escape keeps the old title, and asks once when that loses words. */
export function RenameField({ chat, onDone }: RenameFieldProps) {
  const { rename } = useChats()
  const [hint, setHint] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  const left = useRef(false)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])

  const leave = () => {
    left.current = true
    onDone()
  }
  const save = async () => {
    const title = field.current?.value.trim() ?? ""
    if (left.current) return
    if (isBlank(title) || title === chat.title) return leave()
    left.current = true
    try {
      await rename(chat.id, title)
      say(words.done(title))
      onDone()
    } catch (error) {
      left.current = false
      setHint(sentenceFor(error))
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === "Enter") void save()
    if (event.key !== "Escape" || event.repeat) return
    // The drawer around it stays.
    event.preventDefault()
    event.stopPropagation()
    const title = field.current?.value.trim() ?? ""
    if (hint === words.loses || isBlank(title) || title === chat.title) leave()
    else setHint(words.loses)
  }
  return (
    <li className="flex flex-col gap-1">
      <input
        ref={field}
        aria-label={words.label}
        aria-describedby={hint && "rename-hint"}
        className="min-h-11 w-full rounded-xl border border-accent bg-surface px-3 text-[0.9375rem] outline-none"
        defaultValue={chat.title}
        dir="auto"
        autoComplete="off"
        enterKeyHint="done"
        maxLength={200}
        onBlur={save}
        onChange={() => setHint(undefined)}
        onKeyDown={onKeyDown}
      />
      {hint && (
        <p id="rename-hint" role="alert" className="px-3 text-sm">
          {hint}
        </p>
      )}
    </li>
  )
}
