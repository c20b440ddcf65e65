import type { Figures as Counted, Stats } from "@/lib/stats"
import { figuresWords } from "@/lib/words/admin"
import { comparison, hasMany, inMoney, inNumber, inShort, inTime, isFew, shareInWords } from "./words"

const words = figuresWords

/** The figures of a range, large, each with the one before it. */
export function Figures({ stats }: { stats: Stats }) {
  const { totals: now, previous: before, currency } = stats
  // Said once, above: there is nothing to compare with.
  const than = hasNothing(before) ? undefined : before
  return (
    <section aria-label={words.label}>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-8 sm:grid-cols-3 lg:grid-cols-5">
        <Count name={words.visitors} of={visitors} {...{ now, than }} note={returning(now)} />
        <Count name={words.chats} of={({ chats }) => chats} {...{ now, than }} />
        <Count name={words.messages} of={({ messages }) => messages} {...{ now, than }} />
        <Count name={words.answers} of={({ replies }) => replies} {...{ now, than }} note={endings(now)} />
        <Count
          name={words.tokens}
          of={tokens}
          {...{ now, than }}
          things={than?.replies}
          format={inShort}
          note={words.readAndWritten({
            read: inShort(now.inputTokens),
            written: inShort(now.outputTokens),
          })}
        />
        {now.cost !== null && (
          <Count
            name={words.cost}
            of={({ cost }) => cost}
            {...{ now, than }}
            things={than?.replies}
            format={inMoney(currency)}
          />
        )}
        <Count
          name={words.errors}
          of={({ errors }) => errors}
          {...{ now, than }}
          note={shareOfAnswers(now)}
        />
        <Count name={words.sourced} of={({ sourcedReplies }) => sourcedReplies} {...{ now, than }} />
        <Count name={words.summaries} of={({ summaries }) => summaries} {...{ now, than }} />
        <Count name={words.unanswered} of={({ unanswered }) => unanswered} {...{ now, than }} />
        <Good {...{ now, than }} />
        <Time name={words.firstWords} of={({ firstTokenMs }) => firstTokenMs} {...{ now, than }} />
        <Time name={words.complete} of={({ replyMs }) => replyMs} {...{ now, than }} />
      </dl>
      <p className="mt-6 max-w-[80ch] text-ink-soft text-sm">
        {words.visitor} {now.cost === null && words.noCost}
      </p>
    </section>
  )
}

/** Whether nothing happened at all. */
export function hasNothing({
  sessions,
  chats,
  messages,
  replies,
  goodRatings,
  poorRatings,
}: Counted): boolean {
  return sessions + chats + messages + replies + goodRatings + poorRatings === 0
}

/** `than`: what is compared with; absent when there is nothing. */
type Compared = { now: Counted; than: Counted | undefined }

type CountProps = Compared & {
  name: string
  of: (figures: Counted) => number | null
  /** How many things were measured before, where the figure itself does not say. */
  things?: number
  format?: (value: number | null) => string
  note?: string
}

function Count({ name, of, now, than, things, format = inNumber, note }: CountProps) {
  const compared = than && comparison(of(now), of(than), format, things)
  return <Figure name={name} value={format(of(now))} compared={compared} note={note} />
}

type FigureProps = { name: string; value: string; compared?: string; note?: string }

function Figure({ name, value, compared, note }: FigureProps) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="font-serif text-4xl tabular-nums leading-tight">{value}</dd>
      {compared && <dd className="mt-1 text-ink-soft text-sm tabular-nums">{compared}</dd>}
      {note && <dd className="text-ink-soft text-sm tabular-nums">{note}</dd>}
    </div>
  )
}

/** A share of a share would only confuse. */
function Good({ now, than }: Compared) {
  const all = rated(now)
  const compared =
    than && all > 0 && rated(than) > 0
      ? words.comparison.before(shareInWords(than.goodRatings, rated(than)))
      : undefined
  const note =
    all === 0
      ? words.unrated
      : words.rated({ good: inNumber(now.goodRatings), poor: inNumber(now.poorRatings) })
  return (
    <Figure
      name={words.goodAnswers}
      value={shareInWords(now.goodRatings, all)}
      compared={compared}
      note={note}
    />
  )
}

type TimeProps = Compared & { name: string; of: (figures: Counted) => Counted["replyMs"] }

/** How long half of the visitors waited at most. */
function Time({ name, of, now, than }: TimeProps) {
  const { p95 } = of(now)
  const note = p95 !== null && hasMany(now) ? words.nearlyAll(inTime(p95)) : undefined
  const things = than?.replies
  return (
    <Count name={name} of={(figures) => of(figures).p50} {...{ now, than, things, note }} format={inTime} />
  )
}

function visitors({ sessions }: Counted): number {
  return sessions
}

function tokens({ inputTokens, outputTokens }: Counted): number {
  return inputTokens + outputTokens
}

function rated({ goodRatings, poorRatings }: Counted): number {
  return goodRatings + poorRatings
}

function returning({ returningVisitors }: Counted): string | undefined {
  return returningVisitors > 0 ? words.returned(inNumber(returningVisitors)) : undefined
}

function shareOfAnswers({ errors, replies }: Counted): string | undefined {
  if (errors === 0 || replies === 0) return undefined
  if (isFew(replies)) return words.failedOf({ errors, answers: replies })
  return words.failedShare(shareInWords(errors, replies))
}

function endings({ stopped, interrupted, failed, reachedLimit }: Counted): string | undefined {
  const notes = [
    stopped > 0 && words.endings.stopped(inNumber(stopped)),
    interrupted > 0 && words.endings.interrupted(inNumber(interrupted)),
    failed > 0 && words.endings.failed(inNumber(failed)),
    reachedLimit > 0 && words.endings.reachedLimit(inNumber(reachedLimit)),
  ].filter((note) => note !== false)
  return notes.length > 0 ? words.together(notes) : undefined
}
