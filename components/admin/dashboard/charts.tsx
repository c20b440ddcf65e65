import type { Figures, Quantiles, Stats } from "@/lib/stats"
import { chartsWords, figuresWords } from "@/lib/words/admin"
import { Chart, type Row, type Series } from "./chart"
import { Shares } from "./shares"
import { hasMany, inMoney, inNumber, inShort, inTime, shortDay } from "./words"

const words = chartsWords

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
        {words.heading}
      </h2>
      <div className="grid gap-x-10 gap-y-10 lg:grid-cols-2">
        <Chart
          question={words.written.question}
          {...time(({ messages, replies }) => [messages, replies])}
          series={[
            { name: figuresWords.messages, as: "bar", look: "soft" },
            { name: figuresWords.answers, as: "line" },
          ]}
          format={inNumber}
          short={inShort}
          nothing={words.written.nothing}
        />
        <Chart
          question={words.tokens.question}
          {...time(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])}
          series={[
            { name: words.tokens.read, as: "bar", look: "soft", stack: "tokens" },
            { name: words.tokens.written, as: "bar", stack: "tokens" },
          ]}
          format={inNumber}
          short={inShort}
          nothing={words.tokens.nothing}
        />
        {stats.totals.cost !== null && (
          <Chart
            question={words.cost.question}
            {...time(({ cost }) => [cost])}
            series={[{ name: figuresWords.cost, as: "bar" }]}
            format={inMoney(stats.currency)}
            fractions
            nothing={words.cost.nothing}
          />
        )}
        <Chart
          question={words.firstWords.question}
          {...waiting(({ firstTokenMs }) => firstTokenMs)}
          format={inTime}
          nothing={words.firstWords.nothing}
        />
        <Chart
          question={words.complete.question}
          {...waiting(({ replyMs }) => replyMs)}
          format={inTime}
          nothing={words.complete.nothing}
        />
        <Chart
          question={words.hours.question}
          head={words.hour}
          rows={stats.hoursOfDay.map(atHour)}
          series={[{ name: figuresWords.messages, as: "bar" }]}
          format={inNumber}
          short={inShort}
          nothing={words.hours.nothing}
        />
        <Chart
          question={words.knowledge.question}
          {...time(({ sourcedReplies, unanswered }) => [sourcedReplies, unanswered])}
          series={[
            { name: figuresWords.sourced, as: "bar", stack: "knowledge" },
            { name: figuresWords.unanswered, as: "bar", look: "soft", stack: "knowledge" },
          ]}
          format={inNumber}
          short={inShort}
          nothing={words.knowledge.nothing}
        />
        <Shares table="documents" counted={words.documents.counted} {...{ stats, address }} />
        <Shares table="languages" counted={figuresWords.messages} {...{ stats, address }} />
        <Shares table="models" counted={figuresWords.answers} {...{ stats, address }} />
        <Shares table="errors" counted={figuresWords.answers} {...{ stats, address }} />
        <Shares table="ratings" counted={words.ratings.counted} {...{ stats, address }} />
      </div>
    </section>
  )
}

function atHour(value: number, hour: number): Row {
  const name = `${String(hour).padStart(2, "0")}:00`
  return { id: name, name, values: [value] }
}

const HALF: Series = { name: words.half, as: "line" }
const NEARLY_ALL: Series = { name: words.nearlyAll, as: "line", look: "dashed" }

/** Rows a day, or an hour of the last 24, from what is wanted of each. */
function overTime({ days, hours }: Stats) {
  return (pick: (figures: Figures) => (number | null)[]): { head: string; rows: Row[] } =>
    hours
      ? {
          head: words.hour,
          rows: hours.map((hour) => ({ id: hour.at, name: hour.hour, values: pick(hour) })),
        }
      : {
          head: words.day,
          rows: days.map((day) => ({ id: day.date, name: shortDay(day.date), values: pick(day) })),
        }
}
