"use client"
import { LogOut } from "lucide-react"
import { useState } from "react"
import { signOut } from "@/lib/actions/admin"
import { adminWords } from "@/lib/words/admin"
import { call, sentenceFor } from "../call"
import { Button } from "../ui/button"

/** The way out: the server draws the page again, signed out. */
export function SignOut() {
  const [problem, setProblem] = useState<string>()
  const leave = async () => {
    try {
      await call(signOut)
    } catch (error) {
      setProblem(sentenceFor(error))
    }
  }
  return (
    <form action={leave} className="ms-auto flex items-center gap-2">
      <span role="alert" className="text-danger text-sm">
        {problem}
      </span>
      <Button type="submit" look="quiet" className="-me-2">
        <LogOut aria-hidden className="size-4" />
        {adminWords.signOut}
      </Button>
    </form>
  )
}
