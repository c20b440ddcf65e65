import type { Metadata } from "next"
import type { ReactNode } from "react"

/** For people who know the address; who may see what, every page decides itself. */
export const metadata: Metadata = { robots: { index: false, follow: false } }

export default function AdminLayout({ children }: { children: ReactNode }) {
  return children
}
