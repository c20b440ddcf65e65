"use client"
import { Suspense } from "react"
import type { Chat } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { late, useLateDialog } from "../../late"

const [DeleteChat, prepare] = late(() => import("../sidebar/delete-chat").then((file) => file.DeleteChat))

/** The way to delete the chat being read when no list has it. */
export function DeleteNow({ chat, className }: { chat: Pick<Chat, "id" | "title">; className: string }) {
  const { button, opener, open, setOpen } = useLateDialog(prepare)
  return (
    <>
      <button {...opener} type="button" className={className}>
        {chatWords.kept.deleteNow}
      </button>
      {open !== undefined && (
        <Suspense>
          <DeleteChat
            chat={chat}
            container={null}
            opener={button}
            current
            open={open}
            onOpenChange={setOpen}
          />
        </Suspense>
      )}
    </>
  )
}
