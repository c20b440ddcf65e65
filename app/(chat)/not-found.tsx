import { NothingHere } from "@/components/chat/shell/nothing-here"
import { ChatsEnd } from "@/components/chat/sidebar/chats-end"

export default function ChatNotFound() {
  return (
    <>
      <NothingHere />
      <ChatsEnd />
    </>
  )
}
