"use client"
import { sidebarWords } from "@/lib/words/chat"
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
  const idle = useIdleSeconds()
  return (
    <div className="px-2">
      <Switch
        label={sidebarWords.shared.label}
        consequence={sidebarWords.shared.consequence(idle)}
        brief
        checked={shared}
        onChange={choose}
      />
    </div>
  )
}
