"use client"
import { useTimeUntil } from "../shell/clock"
import { useChats } from "./chats"

/** Beside a page without a chat: the names of chats must not stay on the screen for longer than the chats are kept. */
export function ChatsEnd() {
  useChatsEnd()
  return undefined
}

/** A visitor's chats end together, and the newest knows when. */
export function useChatsEnd(): void {
  useTimeUntil(useChats().chats[0]?.keptUntil)
}
