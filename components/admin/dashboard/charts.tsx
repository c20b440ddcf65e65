import type { Figures, Quantiles, Stats } from "@/lib/stats"
import { Chart, type Row, type Series } from "./chart"
import { Shares } from "./shares"
import { hasMany, inMoney, inNumber, inShort, inTime, shortDay } from "./words"

/** One chart a question. `address`: where the figures can be had as files. */
export function Charts({ stats, address }: { stats: Stats; address: string }) {
  const time = overTime(stats)
  const waiting = (of: (figures: Figures) => Quantiles) => {
    const series = hasMany(stats.totals) ? [HALF, NEARLY_ALL] : [HALF]
    return { series, ...time((figures) => [of(figures).p50, of(figures).p95].slice(0, series.length)) }
  }
  return (
    <section aria-labelledby="charts">
      <h2 id="charts" className="mb-4 font-serif text-2xl">
        How it is used
      </h2>
      <div className="grid gap-x-10 gap-y-10 lg:grid-cols-2">
        <Chart
          question="How much is written?"
          {...time(({ messages, replies }) => [messages, replies])}
          series={[
            { name: "Messages", as: "bar", look: "soft" },
            { name: "Answers", as: "line" },
          ]}
          format={inNumber}
          short={inShort}
          nothing="Nothing was written in this time."
        />
        <Chart
          question="How many tokens does it take?"
          {...time(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])}
          series={[
            { name: "Read", as: "bar", look: "soft", stack: "tokens" },
            { name: "Written", as: "bar", stack: "tokens" },
          ]}
          format={inNumber}
          short={inShort}
          nothing="No tokens were read or written in this time."
        />
        {stats.totals.cost !== null && (
          <Chart
            question="What does it cost?"
            {...time(({ cost }) => [cost])}
            series={[{ name: "Cost", as: "bar" }]}
            format={inMoney(stats.currency)}
            fractions
            nothing="Nothing was spent in this time."
          />
        )}
        <Chart
          question="How long until the first words?"
          {...waiting(({ firstTokenMs }) => firstTokenMs)}
          format={inTime}
          nothing="No answer began in this time."
        />
        <Chart
          question="How long until an answer is whole?"
          {...waiting(({ replyMs }) => replyMs)}
          format={inTime}
          nothing="No answer was finished in this time."
        />
        <Chart
          question="At what hour do people write?"
          head="Hour"
          rows={stats.hoursOfDay.map(atHour)}
          series={[{ name: "Messages", as: "bar" }]}
          format={inNumber}
          short={inShort}
          nothing="Nothing was written in this time."
        />
        <Shares table="languages" question="In which languages?" counted="Messages" {...{ stats, address }} />
        <Shares table="models" question="Which model answered?" counted="Answers" {...{ stats, address }} />
        <Shares table="errors" question="Why did answers fail?" counted="Answers" {...{ stats, address }} />
        <Shares
          table="ratings"
          question="What do visitors think of the answers?"
          counted="Ratings"
          {...{ stats, address }}
        />
      </div>
    </section>
  )
}

function atHour(value: number, hour: number): Row {
  const name = `${String(hour).padStart(2, "0")}:00`
  return { id: name, name, values: [value] }
}

const HALF: Series = { name: "Half within", as: "line" }
const NEARLY_ALL: Series = { name: "95 of 100 within", as: "line", look: "dashed" }

/** Rows a day, or an hour of the last 24, from what is wanted of each. */
function overTime({ days, hours }: Stats) {
  return (pick: (figures: Figures) => (number | null)[]): { head: string; rows: Row[] } =>
    hours
      ? { head: "Hour", rows: hours.map((hour) => ({ id: hour.at, name: hour.hour, values: pick(hour) })) }
      : {
          head: "Day",
          rows: days.map((day) => ({ id: day.date, name: shortDay(day.date), values: pick(day) })),
        }
}
