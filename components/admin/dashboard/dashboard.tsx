"use client"
import { CirclePause, Download } from "lucide-react"
import Link from "next/link"
import type { FirstStep } from "@/lib/condition"
import type { Stats } from "@/lib/stats"
import { adminWords, dashboardWords } from "@/lib/words/admin"
import { timeInWords } from "@/lib/words/page"
import { buttonClass } from "../../ui/button"
import { Sentence } from "../../ui/sentence"
import { Attention, noticesOf } from "./attention"
import { Charts } from "./charts"
import { ConditionSection } from "./condition"
import { Figures, hasNothing } from "./figures"
import { FirstSteps } from "./first-steps"
import { RangeControl } from "./range-control"
import { type Overview, useOverview } from "./use-overview"
import { daysInWords } from "./words"

const words = dashboardWords

type DashboardProps = {
  initial: Overview
  /** What to do before the first visitor comes; absent when a visitor has written already. */
  steps: FirstStep[] | undefined
  /** Visitors are not answered, because the operator says so. */
  isPaused: boolean
  /** Where the same is had anew, and as files. */
  address: string
}

/** How the place is used and how it stands, at a glance; keeps itself up to date. */
export function Dashboard({ initial, steps, isPaused, address }: DashboardProps) {
  const { overview, isStale, update } = useOverview(initial, address)
  const { condition, totals, range } = overview
  const { timeZone } = range
  const notices = noticesOf(condition)
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <div>
          <h1 className="font-serif text-3xl">{adminWords.pages.overview}</h1>
          <output className="mt-1 block text-ink-soft">{inWords(overview)}</output>
        </div>
        <RangeControl range={range} />
      </div>
      <p className="mt-2 text-ink-soft text-sm">
        {words.updated({ time: timeInWords(new Date(overview.at), timeZone), timeZone })}{" "}
        {notices.length === 0 && !isPaused && !isStale && `${words.allGood} `}
        <output>{isStale && words.stale}</output>
      </p>
      {isPaused && <Paused />}
      <Attention notices={notices} />
      {steps && totals.messages === 0 && <FirstSteps steps={steps} />}
      <div className="mt-8 flex flex-col gap-14">
        <Figures stats={overview} />
        {totals.messages + totals.replies + totals.sessions === 0 ? (
          <Nothing />
        ) : (
          <Charts stats={overview} address={address} />
        )}
        <ConditionSection stats={overview} condition={condition} onCleanUp={update} />
        <Files address={address} hourly={overview.hours !== undefined} />
      </div>
    </>
  )
}

/** "24 Oct – 22 Nov 2026, compared with the 30 days before."; that there is nothing to compare with is said once, here. */
function inWords({ range: { name, from, to }, days, previous }: Stats): string {
  return words.compared({
    shown: daysInWords(from, to),
    days: name === "24h" ? undefined : days.length,
    isAlone: hasNothing(previous),
  })
}

function Paused() {
  return (
    <p className="mt-6 flex gap-3 rounded-2xl border border-line bg-surface-2 px-4 py-3">
      <CirclePause aria-hidden className="mt-1 size-5 shrink-0 text-ink-soft" />
      <span>
        <Sentence text={words.paused} parts={{ settings: linkTo("/admin/settings") }} />
      </span>
    </p>
  )
}

function Nothing() {
  return (
    <div className="rounded-3xl bg-surface-2 px-6 py-14 text-center">
      <p className="font-serif text-xl">{words.nothing.heading}</p>
      <p className="mt-2 text-ink-soft">
        <Sentence text={words.nothing.text} parts={{ chat: linkTo("/") }} />
      </p>
    </div>
  )
}

function linkTo(href: string) {
  return (words: string) => (
    <Link href={href} prefetch={false} className="underline underline-offset-2">
      {words}
    </Link>
  )
}

function Files({ address, hourly }: { address: string; hourly: boolean }) {
  return (
    <section aria-labelledby="files" className="border-line border-t pt-4">
      <h2 id="files" className="font-serif text-2xl">
        {words.files.heading}
      </h2>
      <p className="mt-1 text-ink-soft">{words.files.text}</p>
      <p className="mt-4 flex flex-wrap gap-2">
        <a
          href={`${address}&format=csv&table=${hourly ? "hours" : "days"}`}
          download
          className={buttonClass("outline", "gap-2")}
        >
          <Download aria-hidden className="size-4" />
          {hourly ? words.files.hours : words.files.days}
        </a>
        <a href={address} download className={buttonClass("outline", "gap-2")}>
          <Download aria-hidden className="size-4" />
          {words.files.json}
        </a>
      </p>
    </section>
  )
}
