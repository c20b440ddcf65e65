import type { Share, Stats } from "@/lib/stats"
import { chartsWords } from "@/lib/words/admin"
import { Chart } from "./chart"
import { failureName, inNumber, inShort, languageName } from "./words"

/** What is counted, by the name under which it is. */
const NAMES = {
  languages: languageName,
  models: (model: string) => model,
  errors: failureName,
  documents: (title: string) => title || chartsWords.documents.gone,
  ratings: (rating: string) => (rating === "good" ? chartsWords.ratings.good : chartsWords.ratings.poor),
}

type SharesProps = {
  table: keyof typeof NAMES
  counted: string
  stats: Stats
  address: string
}

/** How often each name was counted, the most frequent ones drawn. */
export function Shares({ table, counted, stats, address }: SharesProps) {
  const { question, head, nothing } = chartsWords[table]
  return (
    <Chart
      question={question}
      head={head}
      rows={largest(stats[table]).map(({ label, value }, at) => ({
        // Two documents may have the same title.
        id: `${at} ${label}`,
        name: NAMES[table](label),
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
        {chartsWords.allAsCsv}
      </a>
    </Chart>
  )
}

/** Bars a chart has room for. */
const ROOM = 8

function largest(shares: Share[]): Share[] {
  return shares.slice(0, ROOM)
}
