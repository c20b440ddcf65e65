"use client"
import { useSyncExternalStore } from "react"
import { browserStore, listen } from "../storage"
import { forgetActivity, markActivity } from "./activity"
import { SHARED_KEY } from "./shared-script"

/** Whether this is a shared computer, as chosen in any tab of this browser. */
export function useShared(): boolean {
  return useSyncExternalStore(subscribe, isShared, () => false)
}

/** Without storage the choice lasts as long as the page. */
export function chooseShared(shared: boolean): void {
  markShared(shared)
  // Nothing of an earlier visitor decides about this one.
  forgetActivity()
  if (shared) markActivity()
  rememberShared(shared)
  window.dispatchEvent(new Event(CHOSEN))
}

/** Keeps the choice in this browser. */
export function rememberShared(shared: boolean): void {
  if (shared) browserStore.set(SHARED_KEY, "1")
  else browserStore.remove(SHARED_KEY)
}

const CHOSEN = "alcove:chosen"

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHOSEN, onChange)
  const end = listen((key, value) => {
    if (key !== SHARED_KEY) return
    markShared(value !== null)
    onChange()
  })
  return () => {
    window.removeEventListener(CHOSEN, onChange)
    end()
  }
}

/** As chosen in any tab of this browser; the page's own mark is all there is without storage. */
export function isShared(): boolean {
  if (document.documentElement.dataset.shared !== undefined) return true
  // Where a page is drawn in the browser alone ("there is nothing here"), no script ran that left a mark.
  return browserStore.get(SHARED_KEY, () => true) ?? false
}

/** The mark on the page that its styles go by. */
export function markShared(shared: boolean): void {
  if (shared) document.documentElement.dataset.shared = ""
  else delete document.documentElement.dataset.shared
}
