import { NewConversation } from "@/components/chat/conversation/new-conversation"
import { ServerClock } from "@/components/chat/shell/clock"
import { env } from "@/lib/server/env"
import { privacyLine } from "@/lib/server/my-data/privacy-notice"
import { findSession } from "@/lib/server/sessions/session"
import { findSettings } from "@/lib/server/settings/settings"
import { findLeftOf } from "@/lib/server/spending/spending"

export default async function NewChatPage() {
  const limits = env()
  const session = await findSession()
  const { welcome, starters, paused } = await findSettings()
  const lifetime = session?.lifetime ?? limits.RETENTION
  return (
    <ServerClock now={Date.now()}>
      <NewConversation
        welcome={{
          message: welcome,
          starters,
          privacyLine: privacyLine({ ...limits, RETENTION: lifetime }),
          temporaryLifetime: Math.min(limits.TEMPORARY_RETENTION, lifetime),
        }}
        maxBytes={limits.MESSAGE_MAX_BYTES}
        site={limits.CHAT_TITLE}
        paused={paused}
        left={session && (await findLeftOf(session))}
      />
    </ServerClock>
  )
}
