import { ChatsEnd } from "@/components/chat/chats-end"
import { NothingHere } from "@/components/chat/nothing-here"

export default function ChatNotFound() {
  return (
    <>
      <NothingHere />
      <ChatsEnd />
    </>
  )
}
