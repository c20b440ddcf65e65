"use client"
import { usePathname, useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { v7 as uuidv7 } from "uuid"
import { recallUnsent, UNNAMED } from "../composer/draft"
import { useChatsEnd } from "../sidebar/chats-end"
import { Conversation, type ConversationProps } from "./conversation"
import { ConversationSkeleton } from "./skeleton"

/**
 * A chat that does not exist before its first message. Then the page's address becomes that chat's, without leaving
 * the page: coming back to `/` is a new chat, and another chat's address in this place asks for that chat's own page.
 */
export function NewConversation(
  props: Omit<
    ConversationProps,
    "chatId" | "draftKey" | "page" | "title" | "keptUntil" | "temporary" | "onAccepted"
  >,
) {
  const pathname = usePathname()
  const [chat, setChat] = useState(() => ({ id: newChatId(), pathname }))
  if (chat.pathname !== pathname) setChat({ id: pathname === "/" ? newChatId() : chat.id, pathname })

  useChatsEnd()

  const elsewhere = pathname !== "/" && pathname !== addressOf(chat.id)
  const router = useRouter()
  useEffect(() => {
    if (elsewhere) router.replace(pathname)
  }, [elsewhere, pathname, router])

  if (elsewhere) return <ConversationSkeleton />
  return (
    <Conversation
      key={chat.id}
      {...props}
      chatId={chat.id}
      draftKey={pathname === "/" ? UNNAMED : chat.id}
      onAccepted={() => {
        if (window.location.pathname === "/") window.history.replaceState(null, "", addressOf(chat.id))
      }}
    />
  )
}

/** A first message whose answer never came belongs to the chat it was sent to; sent again there, it is one message. */
function newChatId(): string {
  return recallUnsent(UNNAMED)?.chatId ?? uuidv7()
}

function addressOf(chatId: string): string {
  return `/chat/${chatId}`
}
