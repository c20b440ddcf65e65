import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { ServerClock } from "@/components/chat/clock"
import { Conversation } from "@/components/chat/conversation"
import { findChat } from "@/lib/server/chats"
import { env } from "@/lib/server/env"
import { listMessages } from "@/lib/server/messages"
import { findSession } from "@/lib/server/session"
import { uuidV7 } from "@/lib/validation"

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { chat } = await requireChat((await params).id)
  // A browser remembers the titles of pages for longer than such a chat lives.
  const title = chat.temporary ? "Temporary chat" : chat.title
  // Whole, because Next would put it into the template with the meaning dollar signs have in String.replace.
  return { title: { absolute: `${title} · ${env().CHAT_TITLE}` } }
}

export default async function ChatPage({ params }: Props) {
  const { session, chat } = await requireChat((await params).id)
  const page = await listMessages(session, chat.id)
  return (
    <ServerClock now={Date.now()}>
      <Conversation
        key={chat.id}
        chatId={chat.id}
        title={chat.title}
        keptUntil={chat.keptUntil}
        temporary={chat.temporary}
        page={page}
        maxBytes={env().MESSAGE_MAX_BYTES}
      />
    </ServerClock>
  )
}

/** The visitor's own chat; anyone else's and none at all are the same not-found. */
async function requireChat(id: string) {
  const parsed = uuidV7.safeParse(id)
  const session = await findSession()
  const chat = session && parsed.success && (await findChat(session, parsed.data))
  if (!session || !chat) notFound()
  return { session, chat }
}
