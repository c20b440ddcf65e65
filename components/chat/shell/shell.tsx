"use client"
import { PanelLeft, SquarePen } from "lucide-react"
import Link from "next/link"
import { usePathname } from "next/navigation"
import { type ReactNode, useState } from "react"
import { chatWords } from "@/lib/words/chat"
import { frameWords } from "@/lib/words/frame"
import { Done } from "../../kiosk/done"
import { useErasedInOtherTab } from "../../my-data/erase"
import { Button, buttonClass } from "../../ui/button"
import { OpeningWaits } from "../reply/connecting"
import { Sidebar } from "../sidebar/sidebar"
import { Announcement } from "./announcement"
import { Brand } from "./brand"
import { Drawer } from "./drawer"
import { useScrollRestoration } from "./use-scroll-restoration"
import { WithoutScripts } from "./without-scripts"

const { names } = frameWords

/** The frame of every visitor's page: chats beside the text where there is room, in a drawer where there is not. */
export function Shell({ title, children }: { title: string; children: ReactNode }) {
  useErasedInOtherTab()
  const pathname = usePathname()
  useScrollRestoration(pathname)
  // The drawer belongs to the page it was opened on; following a link closes it.
  const [openOn, setOpenOn] = useState<string>()
  const open = openOn === pathname
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-xl focus:bg-surface focus:px-4 focus:py-2 focus:shadow-lg"
      >
        {chatWords.frame.skip}
      </a>
      <aside className="sticky top-0 hidden h-dvh w-72 shrink-0 overflow-y-auto border-line border-e bg-surface-2 lg:block">
        <Sidebar title={title} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="short:static sticky top-0 z-20">
          <header className="flex items-center justify-between gap-2 border-line border-b bg-surface px-2 pt-[env(safe-area-inset-top)] lg:hidden">
            <Button look="quiet" aria-expanded={open} onClick={() => setOpenOn(pathname)}>
              <PanelLeft aria-hidden className="size-5" />
              {names.chats}
            </Button>
            <Brand title={title} />
            <Link
              href="/"
              prefetch={false}
              aria-label={names.newChat}
              className={buttonClass("quiet", open ? "invisible" : "")}
            >
              <SquarePen aria-hidden className="size-5" />
            </Link>
          </header>
          <Done />
        </div>
        <OpeningWaits />
        <main id="main" tabIndex={-1} className="flex flex-1 flex-col outline-none">
          <WithoutScripts />
          {children}
        </main>
      </div>
      <Announcement />
      {open && (
        <Drawer label={names.chats} onClose={() => setOpenOn(undefined)}>
          <Sidebar title={title} />
        </Drawer>
      )}
    </div>
  )
}
