"use client"
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react"
import { deleteChat, listChats, renameChat } from "@/lib/actions/chat"
import type { Chat, ChatPage } from "@/lib/types"
import { call } from "../../call"
import { onTryNow } from "../../line"
import { listen, tell } from "../../tabs"
import { forgetChat } from "../composer/draft"

type Chats = {
  chats: Chat[]
  hasMore: boolean
  /** Puts a chat on top; `title` is what it is called when it was not in the list. */
  touch: (chatId: string, title: string, keptUntil: string) => void
  rename: (chatId: string, title: string) => Promise<void>
  remove: (chatId: string) => Promise<void>
  /** It is called so, or gone (undefined), already. */
  note: (chatId: string, title: string | undefined) => void
  showMore: () => Promise<void>
  /** All of them end together, at this time (ISO 8601). */
  endAt: (keptUntil: string) => void
}

const ChatsContext = createContext<Chats | undefined>(undefined)

/** The visitor's chats, newest first, as the page knows them. `rename`, `remove` and `showMore` throw what `call` throws. */
export function useChats(): Chats {
  const chats = use(ChatsContext)
  if (!chats) throw new Error("useChats needs a ChatsProvider around it.")
  return chats
}

export function ChatsProvider({ first, children }: { first: ChatPage; children: ReactNode }) {
  const [{ chats, next }, setPage] = useState(first)
  useOtherTabs(setPage)
  const value = useMemo(() => {
    const change = (chats: (all: Chat[]) => Chat[]) =>
      setPage((page) => ({ ...page, chats: chats(page.chats) }))
    const value = {
      chats,
      hasMore: next !== undefined,
      touch: (chatId: string, title: string, keptUntil: string) =>
        change((all) => onTop(all, chatId, title, keptUntil)),
      async rename(chatId: string, wanted: string) {
        const { title } = await call(() => renameChat({ chatId, title: wanted }))
        change((all) => renamed(all, chatId, title))
        tell({ type: "chat-changed", chatId })
      },
      async remove(chatId: string) {
        await call(() => deleteChat({ chatId }))
        value.note(chatId, undefined)
      },
      note(chatId: string, title: string | undefined) {
        if (title !== undefined) return change((all) => renamed(all, chatId, title))
        tell({ type: "chat-deleted", chatId })
        forgetChat(chatId)
        change((all) => without(all, chatId))
      },
      endAt: (keptUntil: string) => change((all) => all.map((chat) => ({ ...chat, keptUntil }))),
      async showMore() {
        const page = await call(() => listChats({ ...(next && { after: next }) }))
        setPage((had) => ({ ...page, chats: [...had.chats, ...notIn(had.chats, page.chats)] }))
      },
    }
    return value
  }, [chats, next])
  return <ChatsContext value={value}>{children}</ChatsContext>
}

/** Milliseconds between two looks for which there was no other reason than that the visitor is here. */
const RECENTLY = 2_000

/** Keeps the list what it is in other tabs, and elsewhere when this one comes to the front; a visitor without chats has none elsewhere. */
function useOtherTabs(setPage: (change: (had: ChatPage) => ChatPage) => void): void {
  useEffect(() => {
    let lookedAt = Date.now()
    const look = () => {
      lookedAt = Date.now()
      call(() => listChats({})).then(
        (fresh) => setPage((had) => withFresh(had, fresh)),
        () => {},
      )
    }
    const deaf = listen((message) => {
      if (message.type === "chat-changed") look()
      if (message.type === "chat-deleted")
        setPage((had) => ({ ...had, chats: without(had.chats, message.chatId) }))
    })
    const blind = onTryNow(() => {
      if (document.visibilityState === "visible" && Date.now() - lookedAt > RECENTLY) look()
    })
    return () => {
      deaf()
      blind()
    }
  }, [setPage])
}

/** A list with its first page as it is now; what was shown of later ones stays. */
function withFresh(had: ChatPage, fresh: ChatPage): ChatPage {
  const oldest = fresh.chats.at(-1)
  if (!fresh.next || !oldest || had.chats.length <= fresh.chats.length) return fresh
  const later = had.chats.filter(({ updatedAt }) => updatedAt < oldest.updatedAt)
  return { chats: [...fresh.chats, ...notIn(fresh.chats, later)], next: had.next }
}

/** Around rows of another list of chats: what they rename or remove changes in that list too. */
export function ChatsToo({
  onChange,
  children,
}: {
  onChange: (chats: (all: Chat[]) => Chat[]) => void
  children: ReactNode
}) {
  const chats = useChats()
  const value = {
    ...chats,
    async rename(chatId: string, title: string) {
      await chats.rename(chatId, title)
      onChange((all) => renamed(all, chatId, title))
    },
    async remove(chatId: string) {
      await chats.remove(chatId)
      onChange((all) => without(all, chatId))
    },
  }
  return <ChatsContext value={value}>{children}</ChatsContext>
}

function renamed(chats: Chat[], id: string, title: string): Chat[] {
  return chats.map((chat) => (chat.id === id ? { ...chat, title } : chat))
}

function without(chats: Chat[], id: string): Chat[] {
  return chats.filter((chat) => chat.id !== id)
}

function onTop(chats: Chat[], id: string, title: string, keptUntil: string): Chat[] {
  const known = chats.find((chat) => chat.id === id)
  const chat = { id, title: known?.title ?? title, updatedAt: new Date().toISOString(), keptUntil }
  return [chat, ...without(chats, id)]
}

function notIn(had: Chat[], more: Chat[]): Chat[] {
  const ids = new Set(had.map(({ id }) => id))
  return more.filter(({ id }) => !ids.has(id))
}
