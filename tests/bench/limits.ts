import { changeSetting } from "@/lib/server/settings/settings"
import { type Figures, measure, median } from "./measure"
import { alcoveTurn, VISITORS } from "./memory"
import type { Visitor } from "./seed"

const ROUNDS = 7
const OPERATOR = { id: "01940000-0000-7000-8000-000000000001" }
const LIMITS = ["session_messages_per_hour", "session_tokens_per_day", "site_tokens_per_day"] as const

/** Far more than there is to spend here, so that all is counted and nothing refused. */
const PLENTY = 1_000_000_000

export type LimitsResult = { parallel: number; off: Figures; on: Figures; ratio: number }

/** The memory turn without limits and with all of them, interleaved round by round. */
export async function benchLimits(visitors: Visitor[]): Promise<LimitsResult[]> {
  return [await compare(visitors, 1), await compare(visitors, 32)]
}

async function compare(visitors: Visitor[], parallel: number): Promise<LimitsResult> {
  const count = parallel === 1 ? 300 : 2000
  const turn = alcoveTurn(visitors)
  const rounds: Pick<LimitsResult, "off" | "on">[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    await setAll(0)
    const off = await measure(turn, count, parallel, VISITORS)
    await setAll(PLENTY)
    const on = await measure(turn, count, parallel, VISITORS)
    if (round > 0) rounds.push({ off, on })
  }
  await setAll(0)
  const middle = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick))
  const figures = (name: "off" | "on"): Figures => ({
    p50: middle((round) => round[name].p50),
    p95: middle((round) => round[name].p95),
    perSecond: middle((round) => round[name].perSecond),
  })
  const ratio = middle(({ off, on }) => (parallel === 1 ? on.p50 / off.p50 : off.perSecond / on.perSecond))
  return { parallel, off: figures("off"), on: figures("on"), ratio }
}

async function setAll(value: number): Promise<void> {
  for (const name of LIMITS) await changeSetting(OPERATOR, { name, value })
}
