"use client"
import { durationInWords } from "@/lib/words/page"
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
      label="Temporary chat"
      consequence={`Not in your list. Deleted ${durationInWords(lifetime)} after its last message.`}
      checked={checked}
      onChange={onChange}
    />
  )
}
