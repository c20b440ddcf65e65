"use client"
import dynamic from "next/dynamic"
import { type ReactNode, useId } from "react"
import { chartsWords } from "@/lib/words/admin"
import { Sentence } from "../../ui/sentence"

/** One thing that is drawn, named as in the legend. */
export type Series = { name: string; as: "bar" | "line"; look?: "strong" | "soft" | "dashed"; stack?: string }

/** A place on the axis and the value of each series there; names may be the same, as hours are when clocks change. */
export type Row = { id: string; name: string; values: (number | null)[] }

export type ChartProps = {
  /** The question the chart answers. */
  question: string
  /** What the rows are. */
  head: string
  rows: Row[]
  series: Series[]
  /** Writes a value, and for the axis with less room. */
  format: (value: number | null) => string
  short?: (value: number | null) => string
  /** Half a unit means something. */
  fractions?: boolean
  /** Said in its place when there is nothing to draw. */
  nothing: string
  /** Bars lie on their side, for names that need room. */
  lying?: boolean
  /** Below the table. */
  children?: ReactNode
}

/** The library for charts is large, and draws in the browser only. */
const Plot = dynamic(() => import("./plot").then(({ Plot }) => Plot), {
  ssr: false,
  loading: () => <div className="breathing size-full rounded-2xl bg-surface-2" />,
})

/** A chart with its question, and the same figures as a table. */
export function Chart(props: ChartProps) {
  const { question, rows, series, nothing, children } = props
  const id = useId()
  const isEmpty = rows.every(({ values }) => values.every((value) => !value))
  return (
    <figure aria-labelledby={id} className="min-w-0 border-line border-t pt-4">
      <figcaption className="flex flex-wrap items-center justify-between gap-x-4">
        <h3 id={id} className="font-serif text-lg">
          {question}
        </h3>
        {series.length > 1 && !isEmpty && <Legend series={series} />}
      </figcaption>
      {isEmpty ? (
        <p className="grid h-24 place-items-center text-ink-soft text-sm lg:h-56">{nothing}</p>
      ) : (
        <>
          <div role="img" aria-label={chartsWords.isBelow(question)} className="mt-3 h-56">
            <Plot {...props} />
          </div>
          <details className="mt-1 text-sm">
            <summary className="inline-flex min-h-11 items-center rounded-lg text-ink-soft underline underline-offset-2 hover:text-ink">
              <Sentence text={chartsWords.asTable(question)} parts={{ hidden }} />
            </summary>
            <Table {...props} />
            {children}
          </details>
        </>
      )}
    </figure>
  )
}

function hidden(words: string) {
  return <span className="sr-only">{words}</span>
}

function Legend({ series }: Pick<ChartProps, "series">) {
  return (
    <ul className="flex flex-wrap gap-x-4 text-ink-soft text-sm">
      {series.map(({ name, as, look = "strong" }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden className={as === "bar" ? BARS[look] : LINES[look]} />
          {name}
        </li>
      ))}
    </ul>
  )
}

const BARS = {
  strong: "size-3 rounded-sm bg-accent",
  soft: "size-3 rounded-sm border border-accent bg-accent/30",
  dashed: "size-3 rounded-sm border border-accent border-dashed",
}

const LINES = {
  strong: "w-4 border-accent border-t-2",
  soft: "w-4 border-ink-soft border-t-2",
  dashed: "w-4 border-ink-soft border-t-2 border-dashed",
}

function Table({ question, head, rows, series, format }: ChartProps) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse tabular-nums">
        <caption className="sr-only">{question}</caption>
        <thead>
          <tr className="border-line border-b text-ink-soft">
            <th scope="col" className="py-1.5 pe-4 text-start font-normal">
              {head}
            </th>
            {series.map(({ name }) => (
              <th key={name} scope="col" className="py-1.5 ps-4 text-end font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, values }) => (
            <tr key={id} className="border-line border-b last:border-0">
              <th scope="row" className="py-1.5 pe-4 text-start font-normal [overflow-wrap:anywhere]">
                {name}
              </th>
              {values.map((value, at) => (
                <td key={series[at]?.name} className="py-1.5 ps-4 text-end">
                  {format(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
