import { ServerClock } from "@/components/chat/clock"
import { NewConversation } from "@/components/chat/new-conversation"
import { env } from "@/lib/server/env"
import { privacyLine } from "@/lib/server/privacy"
import { findSession } from "@/lib/server/session"

export default async function NewChatPage() {
  const settings = env()
  const session = await findSession()
  const lifetime = session?.lifetime ?? settings.RETENTION
  return (
    <ServerClock now={Date.now()}>
      <NewConversation
        welcome={{
          message: settings.WELCOME_MESSAGE,
          privacyLine: privacyLine({ ...settings, RETENTION: lifetime }),
          temporaryLifetime: Math.min(settings.TEMPORARY_RETENTION, lifetime),
        }}
        maxBytes={settings.MESSAGE_MAX_BYTES}
      />
    </ServerClock>
  )
}
