"use client"
import { type ComponentProps, type ReactNode, useLayoutEffect, useRef } from "react"
import { isComposing } from "../composer/keys"
import { Announcement } from "./announcement"

type ModalProps = Omit<ComponentProps<"dialog">, "ref" | "onClick" | "onKeyDown"> & {
  /** Has it leave the page. Called at once, not by the browser's word some time after: what is opened in between stays open. */
  onClose: () => void
  children: ReactNode
}

/** A dialog as long as it is drawn: the rest is out of reach until it is closed, by Escape or beside it. */
export function Modal({ onClose, children, ...attributes }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  // Closed before it leaves the page: only then does the focus go back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    element?.querySelector<HTMLElement>("[data-first-focus]")?.focus({ preventScroll: true })
    return () => element?.close()
  }, [])
  return (
    <dialog
      {...attributes}
      ref={dialog}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return
        // The browser closes it, too, unless it is told not to.
        if (isComposing(event)) event.preventDefault()
        else onClose()
      }}
    >
      {children}
      <Announcement />
    </dialog>
  )
}
