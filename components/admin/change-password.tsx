"use client"
import { useOptimistic, useRef, useState } from "react"
import { changePassword } from "@/lib/actions/admin"
import { passwordProblem } from "@/lib/password"
import { adminWords } from "@/lib/words/admin"
import { passwordProblemInWords } from "@/lib/words/page"
import { call, Refused, sentenceFor } from "../call"
import { Button } from "../ui/button"
import { Field } from "../ui/field"

const words = adminWords.security.password

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
      <Field {...field("current")} label={words.current} autoComplete="current-password" />
      <Field {...field("next")} label={words.next} hint={words.hint} autoComplete="new-password" />
      <Field {...field("again")} label={words.again} autoComplete="new-password" />
      <Button type="submit" className="mt-1" aria-disabled={busy}>
        {busy ? words.busy : words.action}
      </Button>
      <output className="mt-2 block min-h-6 text-sm">{done && !busy && words.done}</output>
    </form>
  )
}

function problemOf({ next, again }: typeof EMPTY): Problem | undefined {
  const problem = passwordProblem(next)
  if (problem) return { field: "next", sentence: passwordProblemInWords(problem) }
  if (next !== again) return { field: "again", sentence: words.differ }
}

function fieldOf(error: unknown): Name {
  return error instanceof Refused && error.code === "invalid" ? "next" : "current"
}
