"use client"
import { AlertDialog } from "@base-ui/react/alert-dialog"
import { useRouter } from "next/navigation"
import { type RefObject, useState } from "react"
import type { Chat } from "@/lib/types"
import { Button, buttonClass } from "../ui/button"
import { sentenceFor } from "./call"
import { useChats } from "./chats"

type DeleteChatProps = {
  chat: Pick<Chat, "id" | "title">
  container: HTMLElement | null
  /** What gets the focus back when nothing was deleted. */
  opener: RefObject<HTMLButtonElement | null>
  current: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Asks once before a chat is deleted for good; leaves its page when it is the one being read. */
export function DeleteChat({ chat, container, opener, current, open, onOpenChange }: DeleteChatProps) {
  const { remove } = useChats()
  const router = useRouter()
  const [problem, setProblem] = useState<string>()
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal container={container ?? undefined}>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <AlertDialog.Popup
          finalFocus={opener}
          className="fixed top-1/2 left-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-3xl border border-line bg-surface p-6 shadow-xl outline-none"
        >
          <AlertDialog.Title className="font-serif text-xl">Delete this chat?</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-ink-soft [overflow-wrap:anywhere]" dir="auto">
            “{chat.title}” and all its messages will be gone for good.
          </AlertDialog.Description>
          {problem && (
            <p role="alert" className="mt-2 text-danger">
              {problem}
            </p>
          )}
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Close className={buttonClass("outline")}>Cancel</AlertDialog.Close>
            <Button
              look="danger"
              onClick={async () => {
                try {
                  await remove(chat.id)
                  newChatLink(container ?? document)?.focus()
                  if (current) router.push("/")
                } catch (error) {
                  setProblem(sentenceFor(error))
                }
              }}
            >
              Delete
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

/** The page has one beside the text and one in the drawer. */
function newChatLink(within: ParentNode): HTMLElement | null {
  return within.querySelector("a[data-new-chat]")
}
