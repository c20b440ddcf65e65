"use client"
import { Menu } from "@base-ui/react/menu"
import { Ellipsis, PencilLine, Trash2 } from "lucide-react"
import { useRef, useState } from "react"
import type { Chat } from "@/lib/types"
import { sidebarWords } from "@/lib/words/chat"
import { chatMenuWords } from "@/lib/words/chat-menu"
import { DeleteChat } from "./delete-chat"

type ChatMenuProps = {
  chat: Chat
  /** Where the menu is put; the page unless given. In a dialog, its own dialog comes there too. */
  container: HTMLElement | null
  /** Classes of the button. */
  trigger: string
  current: boolean
  onRename: () => void
}

/** What can be done with one chat. Loaded when first wanted, and then opens at once. */
export function ChatMenu({ chat, container, trigger, current, onRename }: ChatMenuProps) {
  const [deleting, setDeleting] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <Menu.Root defaultOpen modal={false}>
        <Menu.Trigger ref={button} aria-label={sidebarWords.options} className={trigger}>
          <Ellipsis aria-hidden className="size-4" />
        </Menu.Trigger>
        <Menu.Portal container={container ?? undefined}>
          <Menu.Positioner align="end" sideOffset={4} className="z-30">
            <Menu.Popup className="max-h-(--available-height) min-w-44 overflow-y-auto rounded-2xl border border-line bg-surface p-1.5 shadow-lg outline-none">
              <Menu.Item className={ITEM} onClick={onRename}>
                <PencilLine aria-hidden className="size-4 text-ink-soft" />
                {chatMenuWords.rename}
              </Menu.Item>
              <Menu.Item className={`${ITEM} text-danger`} onClick={() => setDeleting(true)}>
                <Trash2 aria-hidden className="size-4" />
                {chatMenuWords.remove}
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <DeleteChat
        chat={chat}
        container={container instanceof HTMLDialogElement ? container : null}
        opener={button}
        current={current}
        open={deleting}
        onOpenChange={setDeleting}
      />
    </>
  )
}

const ITEM =
  "flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 text-[0.9375rem] outline-none data-[highlighted]:bg-surface-2"
