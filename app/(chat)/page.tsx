import { NewConversation } from "@/components/chat/new-conversation"
import { env } from "@/lib/server/env"

export default function NewChatPage() {
  const { WELCOME_MESSAGE, OPERATOR_NAME, MESSAGE_MAX_BYTES } = env()
  return (
    <NewConversation
      welcome={{ message: WELCOME_MESSAGE, operator: OPERATOR_NAME }}
      maxBytes={MESSAGE_MAX_BYTES}
    />
  )
}
