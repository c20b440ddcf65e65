"use client"
import { useState, useSyncExternalStore } from "react"

/** Whether the server drew this, as it does the first page; what one goes to from there the browser draws. */
export function useCameWithPage(): boolean {
  const [came] = useState(
    useSyncExternalStore(
      unchanging,
      () => false,
      () => true,
    ),
  )
  return came
}

function unchanging(): () => void {
  return () => {}
}
