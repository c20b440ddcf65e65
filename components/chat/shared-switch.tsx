"use client"
import { durationInWords } from "@/lib/format"
import { useIdleSeconds } from "../kiosk/kiosk"
import { chooseShared, useShared } from "../kiosk/shared"
import { Switch } from "./switch"

/** Says that others will sit here too: then nothing stays behind when somebody leaves. Kept in this browser. */
export function SharedSwitch() {
  const shared = useShared()
  const idle = durationInWords(useIdleSeconds())
  return (
    <div className="px-2">
      <Switch
        label="This is a shared computer"
        consequence={`Everything is erased after ${idle} without activity, and an hour after the window was closed.`}
        brief
        checked={shared}
        onChange={chooseShared}
      />
    </div>
  )
}
