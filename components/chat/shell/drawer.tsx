"use client"
import { X } from "lucide-react"
import { type ReactNode, useLayoutEffect, useRef } from "react"
import { chatWords } from "@/lib/words/chat"
import { Button } from "../../ui/button"
import { isComposing } from "../composer/keys"
import { Announcement } from "./announcement"

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
  const dialog = useRef<HTMLDialogElement>(null)
  // Closed before it leaves the page, when a link was followed: only then does the focus go back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close()
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return
        // The browser closes it, too, unless it is told not to.
        if (isComposing(event)) event.preventDefault()
        else dialog.current?.close()
      }}
      className="m-0 h-dvh max-h-none w-[min(20rem,calc(100vw-3rem))] max-w-none overflow-y-auto border-line border-e bg-surface-2 pt-[env(safe-area-inset-top)] pb-[env(safe-area-inset-bottom)] text-ink backdrop:bg-shade"
    >
      <Button
        look="quiet"
        aria-label={chatWords.frame.close}
        className="absolute end-2 top-3"
        onClick={() => dialog.current?.close()}
      >
        <X aria-hidden className="size-5" />
      </Button>
      {children}
      <Announcement />
    </dialog>
  )
}
