"use client"
import { useId } from "react"
import type { FoundChat } from "@/lib/types"
import { ChatRow } from "./chat-row"
import { inPeriods } from "./periods"
import { useToday } from "./use-today"

/** Chats under the days they were last written in. */
export function ChatList({ chats }: { chats: FoundChat[] }) {
  const id = useId()
  const today = useToday()
  // Until the visitor's days are known, the first heading's room is kept free, so that the newest chats stay where they are.
  const periods = today ? inPeriods(chats, today) : [{ period: "", chats }]
  return periods.map(({ period, chats }, at) => (
    // By position: when a day has passed a list gets another name, and what is open in its rows stays open.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <div key={at} className="mt-3 first:mt-0">
      {period ? (
        <h2 id={`${id}${at}`} className={HEADING}>
          {period}
        </h2>
      ) : (
        <div className={HEADING} />
      )}
      <ul aria-labelledby={period ? `${id}${at}` : undefined} className="flex flex-col gap-0.5">
        {chats.map((chat) => (
          <ChatRow key={chat.id} chat={chat} />
        ))}
      </ul>
    </div>
  ))
}

const HEADING = "h-6 px-3 font-medium text-ink-soft text-xs leading-6"
