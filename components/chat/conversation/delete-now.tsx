"use client"
import { lazy, Suspense, useRef, useState } from "react"
import type { Chat } from "@/lib/types"
import { chatWords } from "@/lib/words/chat"
import { loadUntilThere } from "../../requests"

const loadDialog = () => import("../sidebar/delete-chat").then(({ DeleteChat }) => ({ default: DeleteChat }))
const DeleteChat = lazy(() => loadUntilThere(loadDialog))

/** The way to delete the chat being read when no list has it. */
export function DeleteNow({ chat, className }: { chat: Pick<Chat, "id" | "title">; className: string }) {
  const button = useRef<HTMLButtonElement>(null)
  const [wanted, setWanted] = useState(false)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        onPointerEnter={loadDialog}
        onFocus={loadDialog}
        onClick={() => {
          setWanted(true)
          setOpen(true)
        }}
      >
        {chatWords.kept.deleteNow}
      </button>
      {wanted && (
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
