import type { Figures as Counted, Stats } from "@/lib/stats"
import { comparison, inMoney, inNumber, inShort, inTime } from "./words"

/** The figures of a range, large, each with the one before it. */
export function Figures({ stats }: { stats: Stats }) {
  const { totals: now, previous: before, currency } = stats
  return (
    <section aria-label="Figures">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-8 sm:grid-cols-3 lg:grid-cols-5">
        <Figure name="Sessions" now={now.sessions} before={before.sessions} note={returning(now)} />
        <Figure name="Chats" now={now.chats} before={before.chats} />
        <Figure name="Messages" now={now.messages} before={before.messages} />
        <Figure name="Answers" now={now.replies} before={before.replies} note={endings(now)} />
        <Figure
          name="Tokens"
          now={tokens(now)}
          before={tokens(before)}
          format={inShort}
          note={`${inShort(now.inputTokens)} read, ${inShort(now.outputTokens)} written`}
        />
        {now.cost !== null && (
          <Figure name="Cost" now={now.cost} before={before.cost} format={inMoney(currency)} />
        )}
        <Figure name="Errors" now={now.errors} before={before.errors} note={shareOfAnswers(now)} />
        <Figure
          name="Good answers"
          now={good(now)}
          before={good(before)}
          format={inPercent}
          compare={comparedShare}
          note={ratings(now)}
        />
        <Time name="First words after" now={now.firstTokenMs} before={before.firstTokenMs} />
        <Time name="Complete after" now={now.replyMs} before={before.replyMs} />
      </dl>
      {now.cost === null && (
        <p className="mt-6 text-ink-soft text-sm">
          To see what answers cost, set PRICE_INPUT_PER_MTOK and PRICE_OUTPUT_PER_MTOK: the price of a million
          tokens read and written.
        </p>
      )}
    </section>
  )
}

type FigureProps = {
  name: string
  now: number | null
  before: number | null
  format?: (value: number | null) => string
  compare?: typeof comparison
  note?: string
}

function Figure({ name, now, before, format = inNumber, compare = comparison, note }: FigureProps) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="font-serif text-4xl tabular-nums leading-tight">{format(now)}</dd>
      <dd className="mt-1 text-ink-soft text-sm tabular-nums empty:hidden">{compare(now, before, format)}</dd>
      {note && <dd className="text-ink-soft text-sm tabular-nums">{note}</dd>}
    </div>
  )
}

/** How long half of the visitors waited at most. */
function Time({ name, now, before }: { name: string; now: Counted["replyMs"]; before: Counted["replyMs"] }) {
  const note = now.p95 === null ? undefined : `95 of 100 within ${inTime(now.p95)}`
  return <Figure name={name} now={now.p50} before={before.p50} format={inTime} note={note} />
}

function tokens({ inputTokens, outputTokens }: Counted): number {
  return inputTokens + outputTokens
}

function good({ goodRatings, poorRatings }: Counted): number | null {
  const all = goodRatings + poorRatings
  return all === 0 ? null : goodRatings / all
}

/** A share of a share would only confuse. */
function comparedShare(now: number | null, before: number | null): string {
  if (now === null) return ""
  return before === null ? "none before" : `${inPercent(before)} before`
}

function inPercent(share: number | null): string {
  if (share === null) return "–"
  const percent = share * 100
  return `${inNumber(percent < 10 ? percent : Math.round(percent))}\u202f%`
}

function returning({ returningVisitors }: Counted): string | undefined {
  return returningVisitors > 0 ? `${inNumber(returningVisitors)} came back` : undefined
}

function ratings({ goodRatings, poorRatings }: Counted): string {
  return goodRatings + poorRatings === 0
    ? "nobody has rated an answer"
    : `${inNumber(goodRatings)} good, ${inNumber(poorRatings)} poor`
}

function shareOfAnswers({ errors, replies }: Counted): string | undefined {
  return errors > 0 && replies > 0 ? `in ${inPercent(errors / replies)} of answers` : undefined
}

function endings({ stopped, interrupted, failed, reachedLimit }: Counted): string | undefined {
  const parts = Object.entries({ stopped, interrupted, failed, "at the limit": reachedLimit })
  return (
    parts.flatMap(([how, count]) => (count > 0 ? `${inNumber(count)} ${how}` : [])).join(", ") || undefined
  )
}
