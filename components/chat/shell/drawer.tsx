"use client"
import { X } from "lucide-react"
import type { ReactNode } from "react"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { Modal } from "./modal"

/** A panel over the page's edge: the rest is out of reach until it is closed, by Escape, its button or beside it. */
export function Drawer({
  label,
  onClose,
  children,
}: {
  label: string
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Modal
      aria-label={label}
      onClose={onClose}
      // A place on this very page is behind the drawer; other pages take its place when they come.
      onClickCapture={({ target }) => {
        const link = target instanceof Element ? target.closest("a") : null
        if (link?.pathname === window.location.pathname) onClose()
      }}
      className="m-0 h-dvh max-h-none w-[min(20rem,calc(100vw-3rem))] max-w-none overflow-y-auto border-line border-e bg-surface-2 pt-[env(safe-area-inset-top)] pb-[env(safe-area-inset-bottom)] text-ink backdrop:bg-shade"
    >
      <Button
        look="quiet"
        aria-label={chatWords.frame.close}
        className="absolute end-2 top-3"
        onClick={onClose}
      >
        <X aria-hidden className="size-5" />
      </Button>
      {children}
    </Modal>
  )
}
