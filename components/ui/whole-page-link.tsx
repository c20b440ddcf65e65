"use client"
import type { MouseEvent, ReactNode } from "react"
import { openWhenReached } from "../requests"

/** A link that loads a whole new page, once there is a connection: without one the browser would give this page up. */
export function WholePageLink(props: { href: string; className: string; children: ReactNode }) {
  const { href, className, children } = props
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    openWhenReached(href)
  }
  return (
    <a href={href} className={className} onClick={open}>
      {children}
    </a>
  )
}
