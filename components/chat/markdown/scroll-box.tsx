import type { ReactNode } from "react"

/** A box that scrolls sideways by itself, so that wide contents never widen the page. */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scroll-box" {...reachable(label)}>
      {children}
    </div>
  )
}

/**
 * Not every browser lets the keyboard reach a box only because it scrolls. A group, not a region: a conversation may
 * hold dozens of them, and landmarks are for the page's few parts.
 */
function reachable(label: string) {
  return { role: "group", "aria-label": label, tabIndex: 0 }
}
