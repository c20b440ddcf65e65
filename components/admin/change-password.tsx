"use client"
import { useOptimistic, useRef, useState } from "react"
import { changePassword } from "@/lib/actions/admin"
import { passwordProblem } from "@/lib/password"
import { passwordProblemInWords } from "@/lib/words/page"
import { call, Refused, sentenceFor } from "../call"
import { Button } from "../ui/button"
import { Field } from "../ui/field"

const EMPTY = { current: "", next: "", again: "" }
type Name = keyof typeof EMPTY
type Problem = { field: Name; sentence: string }

/** Changes the password; what was filled in stays until it has worked. */
export function ChangePassword() {
  const form = useRef<HTMLFormElement>(null)
  const [filled, setFilled] = useState(EMPTY)
  const [problem, setProblem] = useState<Problem>()
  // Seen while the action still runs, unlike other state that is set in one.
  const [busy, setBusy] = useOptimistic(false)
  const [done, setDone] = useState(false)
  const tell = (found: Problem) => {
    setProblem(found)
    form.current?.querySelector<HTMLInputElement>(`[name=${found.field}]`)?.focus()
  }
  const change = async () => {
    if (busy) return
    setBusy(true)
    setDone(false)
    setProblem(undefined)
    const found = problemOf(filled)
    if (found) return tell(found)
    try {
      await call(() => changePassword({ current: filled.current, next: filled.next }))
      setFilled(EMPTY)
      setDone(true)
    } catch (error) {
      tell({ field: fieldOf(error), sentence: sentenceFor(error) })
    }
  }
  const field = (name: Name) => ({
    name,
    type: "password",
    required: true,
    value: filled[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      setFilled({ ...filled, [name]: event.target.value }),
    problem: !busy && problem?.field === name ? problem.sentence : undefined,
  })
  return (
    <form ref={form} action={change} className="max-w-sm">
      <Field {...field("current")} label="Current password" autoComplete="current-password" />
      <Field
        {...field("next")}
        label="New password"
        hint="12 characters or more. A few words that do not belong together are easy to remember."
        autoComplete="new-password"
      />
      <Field {...field("again")} label="Repeat the new password" autoComplete="new-password" />
      <Button type="submit" className="mt-1" aria-disabled={busy}>
        {busy ? "Changing …" : "Change password"}
      </Button>
      <output className="mt-2 block min-h-6 text-sm">
        {done && !busy && "The password is changed. Everybody else was signed out."}
      </output>
    </form>
  )
}

function problemOf({ next, again }: typeof EMPTY): Problem | undefined {
  const problem = passwordProblem(next)
  if (problem) return { field: "next", sentence: passwordProblemInWords(problem) }
  if (next !== again) return { field: "again", sentence: "The two new passwords differ." }
}

function fieldOf(error: unknown): Name {
  return error instanceof Refused && error.code === "invalid" ? "next" : "current"
}
