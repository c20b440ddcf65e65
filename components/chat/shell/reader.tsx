"use client"
import { X } from "lucide-react"
import { type ReactNode, type Ref, useId } from "react"
import { Button } from "../../ui/button"
import { Modal } from "./modal"

type ReaderProps = {
  title: string
  about: string
  closeLabel: string
  onClose: () => void
  children: ReactNode
}

/** A dialog in which a text is read: by Escape, the button or beside it one goes back to where one was. */
export function Reader({ title, about, closeLabel, onClose, children }: ReaderProps) {
  const titleId = useId()
  return (
    <Modal
      aria-labelledby={titleId}
      onClose={onClose}
      className="fixed inset-0 m-auto max-h-[min(44rem,calc(100dvh-2rem))] w-[min(42rem,calc(100vw-2rem))] max-w-none overflow-hidden rounded-3xl border border-line bg-surface p-0 text-ink shadow-xl backdrop:bg-shade open:flex open:flex-col short:max-h-dvh"
    >
      <div className="flex items-start gap-2 border-line border-b py-4 ps-6 pe-3 short:py-1">
        <div className="min-w-0 flex-1">
          <h2 id={titleId} dir="auto" className="font-serif text-xl leading-snug [overflow-wrap:anywhere]">
            {title}
          </h2>
          <p dir="auto" className="mt-0.5 text-ink-soft text-sm [overflow-wrap:anywhere]">
            {about}
          </p>
        </div>
        <Button look="quiet" aria-label={closeLabel} onClick={onClose}>
          <X aria-hidden className="size-5" />
        </Button>
      </div>
      {children}
    </Modal>
  )
}

type ReaderTextProps = { label: string; ref?: Ref<HTMLElement>; children: ReactNode }

/** What is read in it. It, not the button, is focused first: there the arrow keys scroll. */
export function ReaderText({ label, ref, children }: ReaderTextProps) {
  return (
    <section
      ref={ref}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled with the keyboard.
      tabIndex={0}
      data-first-focus
      aria-label={label}
      className="relative min-h-0 overflow-y-auto overscroll-contain px-6 pt-4 pb-6 leading-relaxed outline-offset-[-3px] [overflow-wrap:anywhere]"
    >
      {children}
    </section>
  )
}
