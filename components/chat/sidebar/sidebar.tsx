"use client"
import { SquarePen } from "lucide-react"
import Link from "next/link"
import { sidebarWords } from "@/lib/words/chat"
import { frameWords } from "@/lib/words/frame"
import { buttonClass } from "../../ui/button"
import { Brand } from "../shell/brand"
import { ChatList } from "./chat-list"
import { ChatSearch } from "./chat-search"
import { useChats } from "./chats"
import { PageLinks } from "./page-links"
import { SharedSwitch } from "./shared-switch"
import { ShowMore } from "./show-more"
import { ThemeSwitch } from "./theme-switch"

/** Everything beside the conversation: a new chat, the chats there are, what holds for this browser, the pages about one's data. */
export function Sidebar({ title }: { title: string }) {
  const { chats, hasMore } = useChats()
  return (
    <div className="flex short:h-auto h-full min-h-0 flex-col gap-3 p-3">
      <div className="flex min-h-11 items-center px-2">
        <Brand title={title} />
      </div>
      <Link href="/" prefetch={false} data-new-chat className={buttonClass("outline", "gap-2 bg-surface")}>
        <SquarePen aria-hidden className="size-4" />
        {frameWords.names.newChat}
      </Link>
      <nav aria-label={frameWords.names.chats} className="flex min-h-0 flex-1 flex-col">
        {chats.length === 0 && !hasMore ? (
          <p className="px-3 py-2 text-ink-soft text-sm">{sidebarWords.empty}</p>
        ) : (
          <ChatSearch>
            <ChatList chats={chats} />
            <ShowMore />
          </ChatSearch>
        )}
      </nav>
      <div>
        <SharedSwitch />
        <div className="flex flex-wrap items-center justify-between">
          <PageLinks />
          <ThemeSwitch />
        </div>
      </div>
    </div>
  )
}
