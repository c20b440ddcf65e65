"use client"
import { useSyncExternalStore } from "react"
import { forgetActivity, markActivity } from "./activity"
import { SHARED_KEY } from "./shared-script"

/** Whether this is a shared computer, as chosen in any tab of this browser. */
export function useShared(): boolean {
  return useSyncExternalStore(subscribe, isShared, () => false)
}

/** Without storage the choice lasts as long as the page. */
export function chooseShared(shared: boolean): void {
  show(shared)
  if (shared) markActivity()
  else forgetActivity()
  rememberShared(shared)
  window.dispatchEvent(new Event(CHOSEN))
}

/** Keeps the choice in this browser. */
export function rememberShared(shared: boolean): void {
  try {
    if (shared) localStorage.setItem(SHARED_KEY, "1")
    else localStorage.removeItem(SHARED_KEY)
  } catch {}
}

const CHOSEN = "alcove:chosen"

function subscribe(onChange: () => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    if (key !== SHARED_KEY) return
    show(newValue !== null)
    onChange()
  }
  window.addEventListener(CHOSEN, onChange)
  window.addEventListener("storage", onStorage)
  return () => {
    window.removeEventListener(CHOSEN, onChange)
    window.removeEventListener("storage", onStorage)
  }
}

/** As chosen in any tab of this browser; the page's own mark is all there is without storage. */
export function isShared(): boolean {
  return document.documentElement.dataset.shared !== undefined || isRemembered()
}

/** Where a page is drawn in the browser alone ("there is nothing here"), no script ran that left a mark. */
function isRemembered(): boolean {
  try {
    return localStorage.getItem(SHARED_KEY) !== null
  } catch {
    return false
  }
}

function show(shared: boolean): void {
  if (shared) document.documentElement.dataset.shared = ""
  else delete document.documentElement.dataset.shared
}
