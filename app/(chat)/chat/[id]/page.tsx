import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { Conversation } from "@/components/chat/conversation/conversation"
import { ServerClock } from "@/components/chat/shell/clock"
import { findChat } from "@/lib/server/chats/chats"
import { findPageWith } from "@/lib/server/chats/page"
import { env } from "@/lib/server/env"
import { findSession } from "@/lib/server/sessions/session"
import { findSettings } from "@/lib/server/settings/settings"
import { findLeftOf } from "@/lib/server/spending/spending"
import { uuidV7 } from "@/lib/validation"
import { frameWords } from "@/lib/words/frame"

type Props = {
  params: Promise<{ id: string }>
  searchParams: Promise<{ message?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { chat } = await requireChat((await params).id)
  // Not the chat's own title: a browser remembers the titles of pages for longer than any chat lives. The page
  // adds the chat's time, in the visitor's zone.
  return { title: chat.temporary ? frameWords.names.temporaryChat : frameWords.names.chat }
}

export default async function ChatPage({ params, searchParams }: Props) {
  const { session, chat } = await requireChat((await params).id)
  const found = uuidV7.safeParse((await searchParams).message).data
  const page = await findPageWith(session, chat.id, found)
  const { paused } = await findSettings()
  return (
    <ServerClock now={Date.now()}>
      <Conversation
        key={chat.id}
        chatId={chat.id}
        title={chat.title}
        keptUntil={chat.keptUntil}
        temporary={chat.temporary}
        page={page}
        found={page.messages.some(({ id }) => id === found) ? found : undefined}
        maxBytes={env().MESSAGE_MAX_BYTES}
        site={env().CHAT_TITLE}
        paused={paused}
        left={await findLeftOf(session)}
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
