"use client"
import { useRouter } from "next/navigation"
import type { RefObject } from "react"
import type { Chat } from "@/lib/types"
import { Confirm } from "../ui/confirm"
import { useChats } from "./chats"

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
      title="Delete this chat?"
      description={`“${chat.title}” and all its messages will be gone for good.`}
      action="Delete"
      busy="Deleting …"
      onConfirm={async () => {
        await remove(chat.id)
        newChatLink(container ?? document)?.focus()
        if (current) router.push("/")
      }}
    />
  )
}

/** The page has one beside the text and one in the drawer. */
function newChatLink(within: ParentNode): HTMLElement | null {
  return within.querySelector("a[data-new-chat]")
}
