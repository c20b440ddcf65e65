"use client"
import { chatWords } from "@/lib/words/chat"
import { frameWords } from "@/lib/words/frame"
import { Switch } from "../sidebar/switch"

type TemporarySwitchProps = {
  /** Seconds a temporary chat lives after its last message. */
  lifetime: number
  checked: boolean
  onChange: (checked: boolean) => void
}

/** Whether a chat that has not begun will be a temporary one; that cannot be changed later. */
export function TemporarySwitch({ lifetime, checked, onChange }: TemporarySwitchProps) {
  return (
    <Switch
      label={frameWords.names.temporaryChat}
      consequence={chatWords.conversation.temporary(lifetime)}
      checked={checked}
      onChange={onChange}
    />
  )
}
