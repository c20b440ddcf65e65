import type { ReactNode } from "react"

// Not every browser lets the keyboard reach a box only because it scrolls.
const focusable = { tabIndex: 0 }

/** A box that scrolls sideways by itself, so that wide contents never widen the page. */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="scroll-box" aria-label={label} {...focusable}>
      {children}
    </section>
  )
}
