"use client"
import { createContext, type ReactNode, use } from "react"

const NameContext = createContext("")
const ContactContext = createContext("")

/** The operator's name; empty when it is not given. */
export function useOperatorName(): string {
  return use(NameContext)
}

/** How the operator is reached; empty when it is not given. */
export function useOperatorContact(): string {
  return use(ContactContext)
}

type OperatorProps = { name: string; contact: string; children: ReactNode }

/** Tells all below who runs this place. */
export function Operator({ name, contact, children }: OperatorProps) {
  return (
    <NameContext value={name}>
      <ContactContext value={contact}>{children}</ContactContext>
    </NameContext>
  )
}
