import type { ReactNode } from "react"
import { ChatsProvider } from "@/components/chat/chats"
import { Shell } from "@/components/chat/shell"
import { listChats } from "@/lib/server/chats"
import { env } from "@/lib/server/env"
import { findSession } from "@/lib/server/session"

export default async function ChatLayout({ children }: { children: ReactNode }) {
  const session = await findSession()
  const first = session ? await listChats(session) : { chats: [] }
  return (
    <ChatsProvider first={first}>
      <Shell title={env().CHAT_TITLE}>{children}</Shell>
    </ChatsProvider>
  )
}
