"use client"
import { createContext, type ReactNode, Suspense, useContext, useMemo, useState } from "react"
import { flushSync } from "react-dom"
import type { ChatMessage, Source } from "@/lib/types"
import { late } from "../../late"

const [SourceDialog, prepare] = late(() => import("./source-dialog").then((file) => file.SourceDialog))

/** The passages an answer cites, by their numbers, and how one is opened; `opener` gets the focus back. */
type Citing = {
  messageId: string
  sources: Map<number, Source>
  open: (source: Source, opener: HTMLElement) => void
}

const Context = createContext<Citing | undefined>(undefined)

/** What the answer drawn here cites. Undefined when it cites nothing (yet). */
export function useCited(): Citing | undefined {
  return useContext(Context)
}

/** Has the numbers in an answer, and the list under it, open the passages they stand for. */
export function Cited({
  chatId,
  message: { id, metadata },
  children,
}: {
  chatId: string
  message: ChatMessage
  children: ReactNode
}) {
  const [opened, setOpened] = useState<{ source: Source; opener: HTMLElement }>()
  const sources = metadata?.sources
  const citing = useMemo(
    () =>
      sources && {
        messageId: id,
        sources: new Map(sources.map((source) => [source.number, source])),
        open: (source: Source, opener: HTMLElement) => setOpened({ source, opener }),
      },
    [id, sources],
  )
  const close = () => {
    // Gone before the focus goes: what is behind a dialog takes none.
    flushSync(() => setOpened(undefined))
    opened?.opener.focus({ preventScroll: true })
  }
  return (
    <Context value={citing}>
      {children}
      {opened && (
        <Suspense>
          <SourceDialog chatId={chatId} messageId={id} source={opened.source} onClose={close} />
        </Suspense>
      )}
    </Context>
  )
}

/** Where the number of a source leads when it is not opened: to its place in the list. */
export function anchorOf(messageId: string, number: number): string {
  return `source-${messageId}-${number}`
}

/** Has the dialog loaded before it is wanted. */
export const prepareSource = prepare
