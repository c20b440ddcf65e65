"use client"
import { useRouter } from "next/navigation"
import { useRef, useState } from "react"
import { endOtherSessions, endSession } from "@/lib/actions/admin"
import { adminWords } from "@/lib/words/admin"
import { call, sentenceFor } from "../call"
import { Button } from "../ui/button"

const words = adminWords.security.sessions

type Session = {
  id: string
  name: string
  device: string
  isThis: boolean
  created: string
  lastSeen: string
}

/** Where an operator is signed in, and the ways to end that. */
export function Sessions({ sessions }: { sessions: Session[] }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { outcome, attempt } = useOutcome(() => heading.current?.focus())
  const others = sessions.filter(({ isThis }) => !isThis)
  const endOthers = async () => words.endedOthers((await call(endOtherSessions)).ended)
  const end = async ({ id, name }: Session) => {
    await call(() => endSession({ id }))
    return words.ended(name)
  }
  return (
    <section aria-labelledby="sessions" className="mt-8 border-line border-t pt-6">
      <h2 ref={heading} id="sessions" tabIndex={-1} className="mb-2 font-serif text-xl outline-none">
        {words.heading}
      </h2>
      <p className="text-ink-soft">{words.text}</p>
      <ul className="mt-4 divide-y divide-line border-line border-y">
        {sessions.map((session) => (
          <li key={session.id} className="flex min-h-16 items-center justify-between gap-4 py-2.5">
            <div className="min-w-0">
              <p>
                {session.device}
                {session.isThis && <span className="ms-2 text-accent text-sm">{words.isThis}</span>}
              </p>
              <p className="text-ink-soft text-sm">{words.line(session)}</p>
            </div>
            {!session.isThis && (
              <Button aria-label={words.endLabel(session.name)} onClick={() => attempt(() => end(session))}>
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <Button className="mt-4" onClick={() => attempt(endOthers)}>
          {words.endOthers}
        </Button>
      )}
      <output className="mt-2 block min-h-6 text-sm">{outcome}</output>
    </section>
  )
}

/** What became of the last button that was pressed; `onDone`: its row will be gone in a moment, and the button with it. */
function useOutcome(onDone: () => void) {
  const router = useRouter()
  const [outcome, setOutcome] = useState<string>()
  const busy = useRef(false)
  const attempt = async (work: () => Promise<string>) => {
    if (busy.current) return
    busy.current = true
    try {
      setOutcome(await work())
      onDone()
    } catch (error) {
      setOutcome(sentenceFor(error))
    }
    busy.current = false
    router.refresh()
  }
  return { outcome, attempt }
}
