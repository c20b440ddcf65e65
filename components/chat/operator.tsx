"use client"
import { createContext, type ReactNode, use } from "react"

const NameContext = createContext("")

/** The name of whoever runs this place; empty when it is not given. */
export function useOperatorName(): string {
  return use(NameContext)
}

/** Tells all below who runs this place. */
export function Operator({ name, children }: { name: string; children: ReactNode }) {
  return <NameContext value={name}>{children}</NameContext>
}
