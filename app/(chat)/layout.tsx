import { headers } from "next/headers"
import type { ReactNode } from "react"
import { Operator } from "@/components/chat/rating/operator"
import { Shell } from "@/components/chat/shell/shell"
import { ChatsProvider } from "@/components/chat/sidebar/chats"
import { Kiosk } from "@/components/kiosk/kiosk"
import { sharedScript } from "@/components/kiosk/shared-script"
import { listChats } from "@/lib/server/chats/chats"
import { env } from "@/lib/server/env"
import { isOwnNavigation } from "@/lib/server/http/same-origin"
import { findSession } from "@/lib/server/sessions/session"

export default async function ChatLayout({ children }: { children: ReactNode }) {
  const sent = await headers()
  const nonce = sent.get("x-nonce") ?? undefined
  const session = await findSession()
  const first = session ? await listChats(session) : { chats: [] }
  const { CHAT_TITLE, KIOSK_IDLE, OPERATOR_CONTACT, OPERATOR_NAME } = env()
  return (
    <>
      <script nonce={nonce} suppressHydrationWarning>
        {sharedScript(KIOSK_IDLE, isOwnNavigation(sent))}
      </script>
      <Kiosk idle={KIOSK_IDLE}>
        <ChatsProvider first={first}>
          <Operator name={OPERATOR_NAME} contact={OPERATOR_CONTACT}>
            <Shell title={CHAT_TITLE}>{children}</Shell>
          </Operator>
        </ChatsProvider>
      </Kiosk>
    </>
  )
}
