import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from "lucide-react"
import type { ReactNode } from "react"
import type { Condition, Meter, RetentionState, Working } from "@/lib/condition"
import type { Stats } from "@/lib/stats"
import { dashboardWords } from "@/lib/words/admin"
import { momentInWords } from "@/lib/words/page"
import { Sentence } from "../../ui/sentence"
import { CleanUp } from "./clean-up"
import { inBytes, inNumber, inShort } from "./words"

const words = dashboardWords.condition

type ConditionSectionProps = {
  stats: Stats
  condition: Condition
  /** Asks for the figures anew. */
  onCleanUp: () => void
}

/** How this place stands: whether what has expired is deleted, whether what it needs works, and how much is stored. */
export function ConditionSection({ stats, condition, onCleanUp }: ConditionSectionProps) {
  const { retention, database, provider, spending, storage } = condition
  const { timeZone } = stats.range
  return (
    <section aria-labelledby="condition">
      <h2 id="condition" className="font-serif text-2xl">
        {words.heading}
      </h2>
      <div className="mt-4 grid gap-x-10 gap-y-8 lg:grid-cols-2">
        <div className="flex flex-col gap-6">
          <Part heading={words.retention} state={retention.state}>
            <p>{retention.sentence}</p>
            <p className="mt-1 text-ink-soft text-sm">
              {retention.isRunning && `${words.isCleaning} `}
              {retention.lastFinishedAt
                ? words.lastCleanup(momentInWords(new Date(retention.lastFinishedAt), timeZone))
                : words.noCleanup}{" "}
              {forgotten(stats)}
            </p>
            <CleanUp timeZone={timeZone} onCleanUp={onCleanUp} />
          </Part>
          <Part heading={words.database} state={database.state}>
            <p>{database.sentence}</p>
          </Part>
          <Part heading={words.answers} state={provider.state}>
            <p>{provider.sentence}</p>
          </Part>
          <Part heading={words.spending} state={spending.state}>
            <p>{spending.sentence}</p>
            {spending.meters.map((meter) => (
              <Bar key={meter.name} {...meter} />
            ))}
          </Part>
        </div>
        <Storage {...storage} />
      </div>
    </section>
  )
}

type State = RetentionState | Working["state"]

const STATES: Record<State, { Icon: typeof CircleCheck; look: string }> = {
  good: { Icon: CircleCheck, look: "text-accent" },
  waiting: { Icon: CircleDashed, look: "text-ink-soft" },
  watch: { Icon: CircleAlert, look: "text-ink" },
  overdue: { Icon: TriangleAlert, look: "text-danger" },
  trouble: { Icon: TriangleAlert, look: "text-danger" },
}

function Part({ heading, state, children }: { heading: string; state: State; children: ReactNode }) {
  const { Icon, look } = STATES[state]
  return (
    <div className="border-line border-t pt-4">
      <h3 className="flex flex-wrap items-center gap-x-3 font-serif text-lg">
        {heading}
        <span className={`flex items-center gap-1.5 font-sans text-sm ${look}`}>
          <Icon aria-hidden className="size-4" />
          {words.states[state]}
        </span>
      </h3>
      <div className="mt-1 max-w-[62ch]">{children}</div>
    </div>
  )
}

function Bar({ name, value, share, isMuch }: Meter) {
  const look = share >= 1 ? "text-danger" : isMuch ? "text-caution" : "text-accent"
  return (
    <svg
      role="img"
      aria-label={`${name}: ${value}`}
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      className={`mt-3 h-2 w-full rounded-full bg-line ${look}`}
    >
      <rect width={100 * share} height={1} fill="currentColor" />
    </svg>
  )
}

function forgotten({ totals }: Stats): string {
  return words.forgotten({
    messages: totals.deletedMessages,
    visitors: totals.deletedSessions,
    erased: totals.erasedSessions,
  })
}

function size(words: string) {
  return <span className="font-sans text-ink-soft text-sm">{words}</span>
}

function Storage({ bytes, kinds }: Condition["storage"]) {
  return (
    <div className="border-line border-t pt-4">
      <h3 className="flex items-baseline justify-between gap-4 font-serif text-lg">
        <Sentence text={words.storage.heading(inBytes(bytes))} parts={{ size }} />
      </h3>
      <table className="mt-2 w-full border-collapse text-sm tabular-nums">
        <caption className="sr-only">{words.storage.caption}</caption>
        <thead>
          <tr className="border-line border-b text-ink-soft">
            <th scope="col" className="py-1.5 text-start font-normal">
              {words.storage.kind}
            </th>
            <th scope="col" className="py-1.5 ps-4 text-end font-normal">
              {words.storage.rows}
            </th>
            <th scope="col" className="py-1.5 ps-4 text-end font-normal">
              {words.storage.size}
            </th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ name, rows, bytes }) => (
            <tr key={name} className="border-line border-b last:border-0">
              <th scope="row" className="py-1.5 text-start font-normal">
                {name}
              </th>
              <td className="py-1.5 ps-4 text-end">{rows < 10_000 ? inNumber(rows) : inShort(rows)}</td>
              <td className="py-1.5 ps-4 text-end">{inBytes(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
