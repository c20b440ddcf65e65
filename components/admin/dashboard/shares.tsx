import type { Share, Stats } from "@/lib/stats"
import { Chart } from "./chart"
import { failureName, inNumber, inShort, languageName } from "./words"

const SHARES = {
  languages: { head: "Language", name: languageName, nothing: "Nothing was written in this time." },
  models: { head: "Model", name: (model: string) => model, nothing: "No answer was written in this time." },
  errors: { head: "Reason", name: failureName, nothing: "No answer failed in this time." },
  ratings: {
    head: "Rating",
    name: (rating: string) => (rating === "good" ? "Good answer" : "Poor answer"),
    nothing: "Nobody rated an answer in this time.",
  },
}

type SharesProps = {
  table: keyof typeof SHARES
  question: string
  counted: string
  stats: Stats
  address: string
}

/** How often each name was counted, the most frequent ones drawn. */
export function Shares({ table, question, counted, stats, address }: SharesProps) {
  const { head, name, nothing } = SHARES[table]
  return (
    <Chart
      question={question}
      head={head}
      rows={largest(stats[table]).map(({ label, value }) => ({
        id: label,
        name: name(label),
        values: [value],
      }))}
      series={[{ name: counted, as: "bar" }]}
      format={inNumber}
      short={inShort}
      nothing={nothing}
      lying
    >
      <a
        href={`${address}&format=csv&table=${table}`}
        download
        className="inline-flex min-h-11 items-center text-ink-soft underline underline-offset-2 hover:text-ink"
      >
        Download all as CSV
      </a>
    </Chart>
  )
}

/** Bars a chart has room for. */
const ROOM = 8

function largest(shares: Share[]): Share[] {
  return shares.slice(0, ROOM)
}
