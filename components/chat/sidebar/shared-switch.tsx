"use client"
import { durationInWords } from "@/lib/words/page"
import { useIdleSeconds } from "../../kiosk/kiosk"
import { shorten } from "../../kiosk/leave-soon"
import { chooseShared, useShared } from "../../kiosk/shared"
import { Switch } from "./switch"

function choose(shared: boolean): void {
  chooseShared(shared)
  // What was written here before leaves as soon.
  if (shared) void shorten()
}

/** Says that others will sit here too: then nothing stays behind when a visitor leaves. Kept in this browser. */
export function SharedSwitch() {
  const shared = useShared()
  const idle = durationInWords(useIdleSeconds())
  return (
    <div className="px-2">
      <Switch
        label="This is a shared computer"
        consequence={`Everything is erased when you press “I am done”, after ${idle} without activity, and an hour after the window was closed.`}
        brief
        checked={shared}
        onChange={choose}
      />
    </div>
  )
}
