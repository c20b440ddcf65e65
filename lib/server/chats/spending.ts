import "server-only"
import type { Left } from "@/lib/types"
import type { Refused } from "@/lib/words/refusals"
import { env } from "../env"
import { type Allowance, findLeft, isLow, type Limit } from "../limits/allowance"
import { giveBackToSite, type Most, type SiteLimits, takeFromSite } from "../limits/site"
import { isConfigured } from "../provider/provider"
import type { Settings } from "../settings/schema"
import { findSettings } from "../settings/settings"
import type { Accepted } from "./accepted"

/**
 * Accepts a message within what its visitor and the site may spend: what its reply may need at most is taken before, and
 * what it did need is put in its place when it has ended. Refuses with `limited` where there is not enough.
 */
export async function withinLimits(
  session: { id: string },
  accept: (allowance: Allowance) => Promise<Accepted | Refused>,
): Promise<Accepted | Refused> {
  const allowance = await findAllowance()
  // What costs nothing is not the site's concern.
  if (allowance.reserve === 0) return told(session, allowance, await accept(allowance))
  const seconds = await takeFromSite(async () => [siteLimits(await findSettings()), mostOfReply()])
  if (seconds !== undefined) return { ok: false, error: { code: "limited", about: "site", seconds } }
  let job: Accepted["job"]
  try {
    const accepted = await accept(allowance)
    if (accepted.ok) job = accepted.job
    if (job) job.ended = giveBackToSite
    return await told(session, allowance, accepted)
  } finally {
    if (!job) giveBackToSite({ isUnused: true })
  }
}

/** What one visitor is allowed at this moment. */
async function findAllowance(): Promise<Allowance> {
  const { sessionMessagesPerHour, sessionTokensPerDay } = await findSettings()
  const reserve = isConfigured() ? env().CONTEXT_TOKENS + env().REPLY_TOKENS : 0
  return { messagesPerHour: sessionMessagesPerHour, tokensPerDay: sessionTokensPerDay, reserve }
}

/** What a visitor has left, when that is little. */
export async function findLeftOf(session: { id: string }): Promise<Left | undefined> {
  return findLeft(session, await findAllowance())
}

/** Why a message is refused whose visitor has used up a limit. */
export async function limitRefusal(
  session: { id: string },
  limit: Limit,
  allowance: Allowance,
): Promise<Refused> {
  const left = await findLeft(session, allowance)
  return { ok: false, error: { code: "limited", about: limit, seconds: left?.seconds ?? 0 } }
}

/** The same, with what the visitor has left when that is little. */
async function told(
  session: { id: string },
  allowance: Allowance,
  accepted: Accepted | Refused,
): Promise<Accepted | Refused> {
  if (!accepted.ok || !accepted.use || !isLow(accepted.use, allowance)) return accepted
  // It is accepted, whatever becomes of this.
  return { ...accepted, left: await findLeft(session, allowance).catch(() => undefined) }
}

function siteLimits({ siteTokensPerDay, siteCostPerDay }: Settings): SiteLimits {
  const { PRICE_INPUT_PER_MTOK: input, PRICE_OUTPUT_PER_MTOK: output } = env()
  const isPriced = input !== undefined && output !== undefined
  return { tokensPerDay: siteTokensPerDay, costPerDay: isPriced ? siteCostPerDay : 0 }
}

function mostOfReply(): Most {
  const { CONTEXT_TOKENS, REPLY_TOKENS, PRICE_INPUT_PER_MTOK, PRICE_OUTPUT_PER_MTOK } = env()
  return {
    inputTokens: CONTEXT_TOKENS,
    outputTokens: REPLY_TOKENS,
    inputPrice: PRICE_INPUT_PER_MTOK ?? 0,
    outputPrice: PRICE_OUTPUT_PER_MTOK ?? 0,
  }
}
