"use client"
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts"
import type { ChartProps, Row, Series } from "./chart"

/** Draws rows as bars and lines; still, in the colours of the page. */
export function Plot({ rows, series, format, short = format, fractions = false, lying = false }: ChartProps) {
  const values = { type: "number", tickFormatter: short, allowDecimals: fractions, ...AXIS } as const
  const named = new Map(rows.map(({ id, name }) => [id, name]))
  const names = {
    type: "category",
    dataKey: "id",
    scale: "band",
    tickFormatter: (id: string) => named.get(id) ?? id,
    minTickGap: 16,
    ...AXIS,
  } as const
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={rows}
        layout={lying ? "vertical" : "horizontal"}
        accessibilityLayer={false}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={lying} horizontal={!lying} stroke="var(--color-line)" />
        {lying ? (
          <XAxis {...values} height={24} />
        ) : (
          <XAxis {...names} height={24} interval="equidistantPreserveStart" />
        )}
        {lying ? <YAxis {...names} width={132} interval={0} /> : <YAxis {...values} width="auto" />}
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--color-surface-2)", stroke: "none" }}
          content={(props) => <Tip {...props} series={series} format={format} />}
        />
        {series.map((one, at) => draw(one, at, rows))}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

const AXIS = {
  stroke: "var(--color-line)",
  tickLine: false,
  axisLine: false,
  tick: { fill: "var(--color-ink-soft)", fontSize: 12 },
}

/** More rows than these stand too close for outlines and dots. */
const FEW = 31

function draw({ name, as, look = "strong", stack }: Series, at: number, rows: Row[]) {
  const common = { name, dataKey: (row: Row) => row.values[at] ?? null, isAnimationActive: false }
  if (as === "bar") {
    return (
      <Bar
        key={name}
        {...common}
        stackId={stack}
        maxBarSize={28}
        fill="var(--color-accent)"
        fillOpacity={look === "strong" ? 1 : 0.3}
        stroke={rows.length > FEW ? undefined : "var(--color-accent)"}
      />
    )
  }
  const stroke = look === "strong" ? "var(--color-accent)" : "var(--color-ink-soft)"
  return (
    <Line
      key={name}
      {...common}
      type="linear"
      stroke={stroke}
      strokeWidth={2}
      strokeDasharray={look === "dashed" ? "5 4" : undefined}
      dot={({ cx, cy, index }) => (
        <circle key={rows[index]?.id} cx={cx} cy={cy} r={radius(rows, index, at)} fill={stroke} />
      )}
    />
  )
}

/** A place between two without anything has no line, only its dot. */
function radius(rows: Row[], index: number, at: number): number {
  const has = (place: number) => typeof rows[place]?.values[at] === "number"
  if (!has(index)) return 0
  if (!has(index - 1) && !has(index + 1)) return 3
  return rows.length > FEW ? 0 : 1.5
}

type TipProps = Pick<TooltipContentProps, "active" | "payload"> & Pick<ChartProps, "series" | "format">

function Tip({ active, payload, series, format }: TipProps) {
  const row: Row | undefined = payload?.[0]?.payload
  if (!active || !row) return null
  return (
    <div className="rounded-xl border border-line bg-surface px-3 py-2 text-sm shadow-lg">
      <p className="text-ink-soft">{row.name}</p>
      {series.map(({ name }, at) => (
        <p key={name} className="tabular-nums">
          {series.length > 1 && `${name}: `}
          {format(row.values[at] ?? null)}
        </p>
      ))}
    </div>
  )
}
