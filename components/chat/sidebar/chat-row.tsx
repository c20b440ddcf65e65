"use client"
import { Ellipsis } from "lucide-react"
import Link, { useLinkStatus } from "next/link"
import { usePathname } from "next/navigation"
import { Suspense, useRef, useState } from "react"
import type { FoundChat, Hit } from "@/lib/types"
import { sidebarWords } from "@/lib/words/chat"
import { late } from "../../late"
import { buttonClass } from "../../ui/button"
import { RenameField } from "./rename-field"

const [ChatMenu, prepareMenu] = late(() => import("./chat-menu").then((file) => file.ChatMenu))

/** One chat in the list: its link and, when wanted, its menu. */
export function ChatRow({ chat }: { chat: FoundChat }) {
  const current = usePathname() === `/chat/${chat.id}`
  const link = useRef<HTMLAnchorElement>(null)
  const [menu, setMenu] = useState<{ container: HTMLElement | null }>()
  const [renaming, setRenaming] = useState(false)
  const closeRenaming = () => {
    setRenaming(false)
    requestAnimationFrame(() => link.current?.focus())
  }
  if (renaming) return <RenameField chat={chat} onDone={closeRenaming} />
  return (
    <li className={`group group/row relative flex rounded-xl ${current ? "bg-line/60" : "hover:bg-line/40"}`}>
      <Link
        ref={link}
        href={`/chat/${chat.id}${chat.hit ? `?message=${chat.hit.messageId}` : ""}`}
        prefetch={false}
        dir="auto"
        aria-current={current ? "page" : undefined}
        className="flex min-h-11 min-w-0 flex-1 items-center rounded-xl py-2 ps-3 pe-3 text-[0.9375rem] leading-snug group-hover:pe-12 group-focus-within:pe-12 group-has-aria-expanded/row:pe-12 pointer-coarse:pe-12"
      >
        <span className="min-w-0 flex-1">
          <Title title={chat.title} />
          {chat.hit && <HitLine hit={chat.hit} />}
        </span>
      </Link>
      <div className="absolute end-0 top-0 quiet-controls">
        <Suspense fallback={<OptionsButton />}>
          {menu ? (
            <ChatMenu
              chat={chat}
              container={menu.container}
              trigger={OPTIONS_CLASS}
              current={current}
              onRename={() => {
                setMenu(undefined)
                setRenaming(true)
              }}
            />
          ) : (
            <OptionsButton
              // The menu belongs to the part of the page it is about; in a dialog nothing else can be reached.
              onWanted={(button) => setMenu({ container: button.closest("dialog, aside") })}
            />
          )}
        </Suspense>
      </div>
    </li>
  )
}

const OPTIONS_CLASS = buttonClass("quiet", "px-0")

/** Stands in for the menu's own button until the menu has been loaded. */
function OptionsButton({ onWanted }: { onWanted?: (button: HTMLElement) => void }) {
  return (
    <button
      type="button"
      aria-label={sidebarWords.options}
      aria-haspopup="menu"
      className={OPTIONS_CLASS}
      onPointerEnter={prepareMenu}
      onFocus={prepareMenu}
      onClick={(event) => onWanted?.(event.currentTarget)}
    >
      <Ellipsis aria-hidden className="size-4" />
    </button>
  )
}

/** What was said there, with what was searched for marked. */
function HitLine({ hit: { before, found, after } }: { hit: Hit }) {
  return (
    <span dir="auto" className="line-clamp-2 text-ink-soft text-sm [overflow-wrap:anywhere]">
      {" "}
      {before}
      <mark className="rounded-sm bg-accent/20 text-ink">{found}</mark>
      {after}
    </span>
  )
}

function Title({ title }: { title: string }) {
  const { pending } = useLinkStatus()
  return <span className={`block truncate ${pending ? "breathing" : ""}`}>{title}</span>
}
