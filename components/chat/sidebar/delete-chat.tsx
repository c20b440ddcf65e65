"use client"
import { useRouter } from "next/navigation"
import type { RefObject } from "react"
import type { Chat } from "@/lib/types"
import { chatMenuWords } from "@/lib/words/chat-menu"
import { Confirm } from "../../ui/confirm"
import { say } from "../shell/announcement"
import { useChats } from "./chats"

const words = chatMenuWords.removal

type DeleteChatProps = {
  chat: Pick<Chat, "id" | "title">
  container: HTMLElement | null
  /** What gets the focus back when nothing was deleted. */
  opener: RefObject<HTMLButtonElement | null>
  current: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Asks once before a chat is deleted for good; leaves its page when it is the one being read. */
export function DeleteChat({ chat, container, opener, current, open, onOpenChange }: DeleteChatProps) {
  const { remove } = useChats()
  const router = useRouter()
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      container={container}
      finalFocus={opener}
      title={words.title}
      description={words.description(chat.title)}
      action={words.action}
      busy={words.busy}
      onConfirm={async () => {
        const next = neighbourOf(chat.id, container ?? document)
        await remove(chat.id)
        say(words.done(chat.title))
        next?.focus()
        if (current) router.push("/")
      }}
    />
  )
}

/** Where one goes on in the list when a chat has gone from it: the next chat, the one before, or the way to a new one. */
function neighbourOf(id: string, within: ParentNode): HTMLElement | null {
  const links = [...within.querySelectorAll<HTMLElement>('nav a[href^="/chat/"]')]
  const at = links.findIndex((link) => link.getAttribute("href") === `/chat/${id}`)
  return links[at + 1] ?? links[at - 1] ?? within.querySelector<HTMLElement>("a[data-new-chat]")
}
