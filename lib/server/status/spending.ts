import "server-only"
import type { Budget, SpendingFacts } from "@/lib/condition"
import { env } from "../env"
import { findDay, type Tokens } from "../limits/site"
import { isConfigured } from "../provider/provider"
import { findSettings } from "../settings/settings"

/** The share of a limit from which on it is much. */
export const MUCH = 0.8

/** What the site spends today, against its limits, and what it will be if the rest of the day goes like yesterday's. */
export async function findSpending(): Promise<SpendingFacts> {
  const [{ siteTokensPerDay, siteCostPerDay }, day] = await Promise.all([findSettings(), findDay()])
  const { CONTEXT_TOKENS, REPLY_TOKENS, PRICE_CURRENCY: currency } = env()
  const most = { input: CONTEXT_TOKENS, output: REPLY_TOKENS }
  // Where yesterday says nothing, the day goes on as it went so far.
  const isLikeYesterday = day.restOfYesterday.input + day.restOfYesterday.output > 0
  const of = (unit: Budget["unit"], limit: number, amount: (tokens: Tokens) => number) => {
    const spent = amount(day.spent)
    const rest = amount(day.restOfYesterday)
    const forecast = isLikeYesterday ? spent + rest : spent / Math.max(day.elapsed, 1 / 24)
    return {
      unit,
      spent,
      limit: limit > 0 ? limit : null,
      forecast,
      isOver: limit > 0 && spent + amount(most) > limit,
    }
  }
  const price = priceOf()
  const tokens = of("tokens", siteTokensPerDay, ({ input, output }) => input + output)
  const budgets = price ? [tokens, of("money", siteCostPerDay, price)] : [tokens]
  const isFree = !isConfigured()
  const isOver = !isFree && budgets.some((budget) => budget.isOver)
  return {
    state: isFree ? "good" : isOver ? "trouble" : stateOf(budgets),
    budgets,
    currency,
    isLikeYesterday,
    isFree,
    isOver,
  }
}

function stateOf(budgets: Budget[]): "good" | "watch" {
  const isMuch = ({ spent, limit, forecast }: Budget) =>
    limit !== null && (spent >= MUCH * limit || forecast > limit)
  return budgets.some(isMuch) ? "watch" : "good"
}

function priceOf(): ((tokens: Tokens) => number) | undefined {
  const { PRICE_INPUT_PER_MTOK: input, PRICE_OUTPUT_PER_MTOK: output } = env()
  if (input === undefined || output === undefined) return undefined
  return (tokens) => (tokens.input * input + tokens.output * output) / 1_000_000
}
