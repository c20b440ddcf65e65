"use client"
import { type ComponentType, type LazyExoticComponent, lazy, useRef, useState } from "react"
import { loadUntilThere } from "./requests"

/** A part of the page that is loaded when it is wanted first, and how to have it loaded just before. */
export function late<Props>(
  load: () => Promise<ComponentType<Props>>,
): [Part: LazyExoticComponent<ComponentType<Props>>, prepare: () => void] {
  const loadPart = () => load().then((part) => ({ default: part }))
  // Without a line it is loaded once it is wanted.
  return [lazy(() => loadUntilThere(loadPart)), () => void loadPart().catch(() => {})]
}

/** A dialog that comes late: what its button needs, and whether it is open; undefined as long as it never was. */
export function useLateDialog(prepare: () => void) {
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState<boolean>()
  const opener = {
    ref: button,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: () => setOpen(true),
  }
  return { button, opener, open, setOpen }
}
