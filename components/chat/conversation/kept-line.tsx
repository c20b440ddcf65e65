"use client"
import Link from "next/link"
import { keptSentence } from "@/lib/kept"
import type { Chat } from "@/lib/types"
import { durationInWords } from "@/lib/words/page"
import { useIdleSeconds } from "../../kiosk/kiosk"
import { useShared } from "../../kiosk/shared"
import { useTimeUntil } from "../shell/clock"
import { DeleteNow } from "./delete-now"

type KeptLineProps = {
  until: string | undefined
  /** The chat, when it is a temporary one. */
  temporary: Pick<Chat, "id" | "title"> | undefined
}

/** When this chat will be gone, in words, and where to read and decide about it. Drawn where times are local. */
export function KeptLine({ until, temporary }: KeptLineProps) {
  const now = useTimeUntil(until)
  const shared = useShared()
  const idle = durationInWords(useIdleSeconds())
  if (!until || !now) return undefined
  return (
    <p className="flex flex-wrap items-center justify-center gap-x-3">
      <span>
        {temporary && "Temporary chat. "}
        {shared
          ? `Erased when you press “I am done”, or after ${idle} without activity.`
          : keptSentence(new Date(until), now)}
      </span>
      <span className={`flex gap-3 ${temporary ? "" : "tiny:hidden"}`}>
        {temporary && <DeleteNow chat={temporary} className={LINK} />}
        <Link href="/my-data" prefetch={false} className={LINK}>
          My data
        </Link>
        <Link href="/privacy" prefetch={false} className={LINK}>
          Privacy
        </Link>
      </span>
    </p>
  )
}

const LINK = "inline-flex min-h-6 items-center underline underline-offset-2 hover:text-ink"
