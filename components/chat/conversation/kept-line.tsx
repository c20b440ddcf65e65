"use client"
import Link from "next/link"
import { keptSentence } from "@/lib/kept"
import type { Chat } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { frameWords } from "@/lib/words/frame"
import { useIdleSeconds } from "../../kiosk/kiosk"
import { useShared } from "../../kiosk/shared"
import { useTimeUntil } from "../shell/clock"
import { DeleteNow } from "./delete-now"

const { kept } = chatWords
const { names } = frameWords

type KeptLineProps = {
  until: string | undefined
  /** The chat, when it is a temporary one. */
  temporary: Pick<Chat, "id" | "title"> | undefined
}

/** When this chat will be gone, in words, and where to read and decide about it. Drawn where times are local. */
export function KeptLine({ until, temporary }: KeptLineProps) {
  const now = useTimeUntil(until)
  const shared = useShared()
  const idle = useIdleSeconds()
  if (!until || !now) return undefined
  return (
    <p className="flex flex-wrap items-center justify-center gap-x-3">
      <span>
        {temporary && `${kept.temporary} `}
        {shared ? kept.shared(idle) : keptSentence(new Date(until), now)}
      </span>
      <span className={`flex gap-3 ${temporary ? "" : "tiny:hidden"}`}>
        {temporary && <DeleteNow chat={temporary} className={LINK} />}
        <Link href="/my-data" prefetch={false} className={LINK}>
          {names.myData}
        </Link>
        <Link href="/privacy" prefetch={false} className={LINK}>
          {names.privacy}
        </Link>
      </span>
    </p>
  )
}

const LINK = "inline-flex min-h-6 items-center underline underline-offset-2 hover:text-ink"
