import { type KeyboardEvent, useSyncExternalStore } from "react"

/**
 * Whether a key belongs to an input method that composes, not to the field: Enter takes what it offers, Escape throws it
 * away. Safari says that composing is over before it hands on the key that ended it; the code 229 still tells.
 */
export function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || nativeEvent.keyCode === 229
}

/**
 * Whether a key sends what is written: Enter, but on a touch screen, whose keyboards have no Shift+Enter, it breaks the
 * line; with Ctrl or Cmd it sends everywhere.
 */
export function isSendKey(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || isComposing(event)) return false
  if (event.ctrlKey || event.metaKey) return true
  return !event.shiftKey && !event.altKey && !isTouch()
}

/** Whether Enter breaks the line here, as the keyboard on the screen is to say. */
export function useEnterBreaksLine(): boolean {
  return useSyncExternalStore(subscribe, isTouch, isNot)
}

const TOUCH = "(hover: none), (pointer: coarse)"

function isTouch(): boolean {
  return window.matchMedia(TOUCH).matches
}

function isNot(): boolean {
  return false
}

function subscribe(onChange: () => void): () => void {
  const touch = window.matchMedia(TOUCH)
  touch.addEventListener("change", onChange)
  return () => touch.removeEventListener("change", onChange)
}
