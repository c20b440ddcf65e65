"use client"
import { SquarePen } from "lucide-react"
import Link from "next/link"
import { useState } from "react"
import { sentenceFor } from "../call"
import { Button, buttonClass } from "../ui/button"
import { Brand } from "./brand"
import { ChatRow } from "./chat-row"
import { ChatSearch } from "./chat-search"
import { useChats } from "./chats"
import { PageLinks } from "./page-links"
import { SharedSwitch } from "./shared-switch"
import { ThemeSwitch } from "./theme-switch"

/** Everything beside the conversation: a new chat, the chats there are, what holds for this browser, the pages about one's data. */
export function Sidebar({ title }: { title: string }) {
  const { chats, hasMore } = useChats()
  return (
    <div className="flex h-full min-h-0 flex-col gap-3 p-3">
      <div className="flex min-h-11 items-center px-2">
        <Brand title={title} />
      </div>
      <Link href="/" prefetch={false} data-new-chat className={buttonClass("outline", "gap-2 bg-surface")}>
        <SquarePen aria-hidden className="size-4" />
        New chat
      </Link>
      <nav aria-label="Chats" className="flex min-h-0 flex-1 flex-col">
        {chats.length === 0 && !hasMore ? (
          <p className="px-3 py-2 text-ink-soft text-sm">Your chats will be listed here.</p>
        ) : (
          <ChatSearch>
            <ul className="flex flex-col gap-0.5">
              {chats.map((chat) => (
                <ChatRow key={chat.id} chat={chat} />
              ))}
            </ul>
            <ShowMore />
          </ChatSearch>
        )}
      </nav>
      <div>
        <SharedSwitch />
        <ThemeSwitch />
        <PageLinks className="mt-1" />
      </div>
    </div>
  )
}

function ShowMore() {
  const { hasMore, showMore } = useChats()
  const [loading, setLoading] = useState(false)
  const [problem, setProblem] = useState<string>()
  if (!hasMore) return undefined
  return (
    <>
      <Button
        look="quiet"
        className="w-full"
        disabled={loading}
        onClick={async () => {
          setLoading(true)
          setProblem(await showMore().then(() => undefined, sentenceFor))
          setLoading(false)
        }}
      >
        Show more
      </Button>
      {problem && (
        <p role="alert" className="px-3 text-sm">
          {problem}
        </p>
      )}
    </>
  )
}
