import { CircleAlert, TriangleAlert } from "lucide-react"
import type { Condition } from "@/lib/condition"
import { dashboardWords } from "@/lib/words/admin"

const words = dashboardWords.attention

/** `isTrouble`: the operator has to do something about it; the rest is good to know. */
type Notice = { isTrouble: boolean; sentence: string }

/** What does not stand as it should, the worst first. */
export function noticesOf({ retention, database, provider, spending }: Condition): Notice[] {
  const notices = [
    retention.state === "overdue" && trouble(retention.sentence),
    database.state === "trouble" && trouble(words.databaseTrouble(database.sentence)),
    provider.state === "trouble" && trouble(words.answersTrouble(provider.sentence)),
    spending.state === "trouble" && trouble(words.spendingTrouble(spending.sentence)),
    database.state === "watch" && hint(words.databaseWatch(database.sentence)),
    provider.state === "watch" && hint(words.answersWatch(provider.sentence)),
    spending.state === "watch" && hint(words.spendingWatch(spending.sentence)),
  ]
  return notices.filter((notice) => notice !== false)
}

function trouble(sentence: string): Notice {
  return { isTrouble: true, sentence }
}

function hint(sentence: string): Notice {
  return { isTrouble: false, sentence }
}

/** The same for the eye, at the top of the page. */
export function Attention({ notices }: { notices: Notice[] }) {
  if (notices.length === 0) return null
  return (
    <ul className="mt-6 flex flex-col gap-2">
      {notices.map(({ isTrouble, sentence }) => {
        const Icon = isTrouble ? TriangleAlert : CircleAlert
        return (
          <li
            key={sentence}
            className={`flex gap-3 rounded-2xl border px-4 py-3 ${isTrouble ? "border-danger" : "border-line bg-surface-2"}`}
          >
            <Icon
              aria-hidden
              className={`mt-1 size-5 shrink-0 ${isTrouble ? "text-danger" : "text-ink-soft"}`}
            />
            <span>
              {sentence}{" "}
              <a href="#condition" className="underline underline-offset-2">
                {words.look}
              </a>
            </span>
          </li>
        )
      })}
    </ul>
  )
}
