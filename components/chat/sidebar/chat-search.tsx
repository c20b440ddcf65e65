"use client"
import { Search, X } from "lucide-react"
import { type ReactNode, useEffect, useRef, useState } from "react"
import { searchChats } from "@/lib/actions/chat"
import { isBlank } from "@/lib/text"
import type { Chat, FoundChat } from "@/lib/types"
import { sidebarWords } from "@/lib/words/chat"
import { call, sentenceFor } from "../../call"
import { Button } from "../../ui/button"
import { isComposing } from "../composer/keys"
import { onRemoval } from "../removals"
import { say } from "../shell/announcement"
import { ChatList } from "./chat-list"
import { ChatsToo } from "./chats"

const { search } = sidebarWords

/** The box that looks for chats by their titles and by what was said in them. What it finds stands in the place of its children while there is text. */
export function ChatSearch({ children }: { children: ReactNode }) {
  const [text, setText] = useState("")
  const { found, problem, change } = useFound(isBlank(text) ? "" : text.trim())
  return (
    <>
      <SearchBox text={text} onWrite={setText} />
      <div className="-mx-1 mt-2 min-h-0 flex-1 overflow-y-auto px-1 py-1">
        {problem && (
          <p role="alert" className="px-3 py-2 text-sm">
            {problem}
          </p>
        )}
        <output className="block px-3 text-ink-soft text-sm not-empty:py-2">
          {found?.length === 0 && search.none}
        </output>
        {found ? (
          <ChatsToo onChange={change}>
            <ChatList chats={found} />
          </ChatsToo>
        ) : (
          children
        )}
      </div>
    </>
  )
}

function SearchBox({ text, onWrite }: { text: string; onWrite: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // What was typed before the page came alive.
    if (field.current?.value) onWrite(field.current.value)
  }, [onWrite])
  return (
    <div className="relative">
      <Search
        aria-hidden
        className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-ink-soft"
      />
      <input
        ref={field}
        type="search"
        aria-label={search.label}
        autoComplete="off"
        className="min-h-11 w-full appearance-none rounded-xl border border-line bg-surface ps-9 pe-11 text-[0.9375rem] outline-none placeholder:text-ink-soft focus:border-accent pointer-coarse:text-base [&::-webkit-search-cancel-button]:hidden"
        dir="auto"
        enterKeyHint="search"
        maxLength={200}
        placeholder={search.label}
        value={text}
        onChange={(event) => onWrite(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || isComposing(event) || !text) return
          // The first Escape is the text's; only the next one closes the drawer.
          event.preventDefault()
          event.stopPropagation()
          onWrite("")
        }}
      />
      {text && (
        <Button
          look="quiet"
          aria-label={search.clear}
          className="absolute end-0 top-0"
          onClick={() => {
            onWrite("")
            field.current?.focus()
          }}
        >
          <X aria-hidden className="size-4" />
        </Button>
      )}
    </div>
  )
}

const PAUSE_MS = 150

type Answer = { found?: FoundChat[]; problem?: string }
const NONE: Answer = {}

/** What was found for a text, asked for when typing pauses; until then what was found before stays. */
function useFound(text: string) {
  const [answer, setAnswer] = useState(NONE)
  /** How often something that may have been found was removed. */
  const [removals, setRemovals] = useState(0)
  useEffect(() => onRemoval(() => setRemovals((all) => all + 1)), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a removal the same is asked again
  useEffect(() => {
    if (!text) return setAnswer(NONE)
    let wanted = true
    const ask = async () => {
      const next = await call(() => searchChats({ text })).then(
        ({ chats }): Answer => ({ found: chats }),
        (error): Answer => ({ problem: sentenceFor(error) }),
      )
      if (!wanted) return
      setAnswer(next)
      if (next.found?.length) say(search.found(next.found.length))
    }
    const timer = setTimeout(ask, PAUSE_MS)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [text, removals])
  const change = (chats: (all: Chat[]) => Chat[]) =>
    setAnswer(({ found, ...rest }) => ({ ...rest, ...(found && { found: chats(found) }) }))
  return { ...(text ? answer : NONE), change }
}
