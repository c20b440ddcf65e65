"use client"
import Link from "next/link"
import { useEffect, useOptimistic, useRef, useState } from "react"
import { signIn } from "@/lib/actions/admin"
import { adminWords } from "@/lib/words/admin"
import { call, sentenceFor } from "../call"
import { Mark } from "../chat/shell/brand"
import { Button, buttonClass } from "../ui/button"
import { Field } from "../ui/field"

const words = adminWords.signIn

/** What any of the operator's pages shows in its place to a browser that is not signed in. Signing in shows the page itself. */
export function SignIn() {
  const input = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string>()
  // Seen while the action still runs, unlike other state that is set in one.
  const [busy, setBusy] = useOptimistic(false)
  useEffect(() => input.current?.focus(), [])
  const enter = async (form: FormData) => {
    if (busy) return
    setBusy(true)
    try {
      // The cookie it sets makes the page be drawn again, by the server, for whom it is now.
      await call(() => signIn({ password: String(form.get("password")) }))
      setProblem(undefined)
    } catch (error) {
      setProblem(sentenceFor(error))
      input.current?.focus()
    }
  }
  return (
    <main className="grid min-h-dvh place-items-center px-4 pt-10 pb-[20vh]">
      <div className="w-full max-w-sm">
        <Mark className="-ms-1.5 size-10" />
        <h1 className="mt-5 font-serif text-3xl">{adminWords.title}</h1>
        <p className="mt-2 text-ink-soft">{words.text}</p>
        <form action={enter} className="mt-8">
          <Field
            ref={input}
            label={words.password}
            type="password"
            name="password"
            autoComplete="current-password"
            required
            problem={busy ? undefined : problem}
          />
          <Button type="submit" look="primary" className="mt-4 w-full" aria-disabled={busy}>
            {busy ? words.busy : words.action}
          </Button>
        </form>
        <p className="mt-6 -mx-2">
          <Link href="/" prefetch={false} className={buttonClass("quiet")}>
            {words.toChat}
          </Link>
        </p>
      </div>
    </main>
  )
}
