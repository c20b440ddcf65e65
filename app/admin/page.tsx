import type { Metadata } from "next"
import { Suspense } from "react"
import { Dashboard } from "@/components/admin/dashboard/dashboard"
import { DashboardSkeleton } from "@/components/admin/dashboard/skeleton"
import { Frame } from "@/components/admin/frame"
import { SignIn } from "@/components/admin/sign-in"
import type { FirstStep, StepFacts } from "@/lib/condition"
import { findAdmin } from "@/lib/server/admin/session"
import { env } from "@/lib/server/env"
import { listSettings } from "@/lib/server/settings/history"
import { countNewShared } from "@/lib/server/sharing/seen"
import { findFirstSteps } from "@/lib/server/status/first-steps"
import { findCondition } from "@/lib/server/status/overview"
import { findStats, parseRange, USUAL } from "@/lib/server/usage/stats"
import type { Range } from "@/lib/stats"
import { refusalFor } from "@/lib/words/refusals"
import { words } from "@/lib/words/words"

export const metadata: Metadata = { title: words.admin.pages.overview }

export default async function OverviewPage({ searchParams }: { searchParams: Promise<Params> }) {
  if (!(await findAdmin())) return <SignIn />
  const parsed = parseRange(singles(await searchParams))
  return (
    <Frame current="/admin" title={env().CHAT_TITLE} news={await countNewShared()}>
      {!parsed.ok && (
        <p role="alert" className="mb-6 text-danger">
          {refusalFor(parsed.error).message} {words.dashboard.usualDays}
        </p>
      )}
      <Suspense fallback={<DashboardSkeleton />}>
        <Overview range={parsed.ok ? parsed.range : USUAL} />
      </Suspense>
    </Frame>
  )
}

type Params = Record<string, string | string[] | undefined>

async function Overview({ range }: { range: Range }) {
  const [stats, condition, steps, { set }] = await Promise.all([
    findStats(range),
    findCondition(),
    findFirstSteps(),
    listSettings(),
  ])
  const asked = new URLSearchParams(range).toString()
  return (
    <Dashboard
      initial={{ ...stats, condition }}
      steps={steps?.map(inWords)}
      isPaused={typeof set.paused === "string"}
      address={`/api/admin/stats?${asked}`}
    />
  )
}

function inWords(step: StepFacts): FirstStep {
  return { isDone: step.isDone, href: step.href, ...words.firstStep(step) }
}

/** Of what is given twice, nothing counts. */
function singles(params: Params): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  )
}
