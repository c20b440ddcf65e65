"use client"
import { useEffect, useRef, useState } from "react"
import type { Chat } from "@/lib/types"
import { sentenceFor } from "../call"
import { useChats } from "./chats"

/** A chat's title as a field: Enter or leaving it saves, Escape keeps the old title. */
export function RenameField({ chat, onDone }: { chat: Chat; onDone: () => void }) {
  const { rename } = useChats()
  const [problem, setProblem] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  const left = useRef(false)
  useEffect(() => field.current?.select(), [])

  const save = async () => {
    const title = field.current?.value.trim()
    if (left.current) return
    if (!title || title === chat.title) return onDone()
    try {
      await rename(chat.id, title)
      left.current = true
      onDone()
    } catch (error) {
      setProblem(sentenceFor(error))
    }
  }
  return (
    <li className="flex flex-col gap-1">
      <input
        ref={field}
        aria-label="Chat title"
        aria-describedby={problem && "rename-problem"}
        className="min-h-11 w-full rounded-xl border border-accent bg-surface px-3 text-[0.9375rem] outline-none"
        defaultValue={chat.title}
        dir="auto"
        maxLength={200}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) void save()
          if (event.key !== "Escape") return
          event.stopPropagation()
          left.current = true
          onDone()
        }}
      />
      {problem && (
        <p id="rename-problem" role="alert" className="px-3 text-sm">
          {problem}
        </p>
      )}
    </li>
  )
}
