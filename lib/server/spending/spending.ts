import "server-only"
import type { Left } from "@/lib/types"
import type { Refused } from "@/lib/words/refusals"
import { env } from "../env"
import {
  type Allowance,
  findEnd,
  findLeft,
  isLimited,
  isLow,
  type Limit,
  type Used,
} from "../limits/allowance"
import type { Most, SiteLimits } from "../limits/site"
import { giveBackToSite, takeAnywayFromSite, takeFromSite } from "../limits/site-lease"
import { findMessage } from "../messages/messages"
import { isConfigured } from "../provider/provider"
import type { Session } from "../sessions/session"
import type { Settings } from "../settings/schema"
import { findSettings } from "../settings/settings"

/** A message, or its retry, by the id that makes it repeatable. */
type Sent = { chatId: string; id: string }

/** What was accepted: `job` is to be told when it has ended; `use`, `left`: what its visitor has used up, and has left when that is little. */
type Charged = { ok: true; job?: { ended?: () => void }; use?: Used; left?: Left }

/**
 * Accepts a message within what its visitor and the site may spend: what its reply may need at most is taken before, and
 * what it did need is put in its place when it has ended. Refuses with `limited` where there is not enough; what was accepted
 * before still finds its reply.
 */
export async function withinLimits<Accepted extends Charged>(
  session: Session,
  sent: Sent,
  accept: (allowance: Allowance) => Promise<Accepted | Refused>,
): Promise<Accepted | Refused> {
  const allowance = await findAllowance()
  // What costs nothing is not the site's concern.
  if (mostTokens() === 0) return told(session, allowance, await accept(allowance))
  const refused = await takeOrRefuse()
  if (refused) {
    if (!(await findMessage(session, sent.chatId, sent.id))) return refused
    // Where its runner is gone it begins anew, with what that one had taken.
    takeAnywayFromSite()
  }
  let job: Charged["job"]
  try {
    const accepted = await accept(allowance)
    if (accepted.ok) job = accepted.job
    if (job) job.ended = giveBackToSite
    return await told(session, allowance, accepted)
  } finally {
    if (!job) giveBackToSite({ isUnused: true })
  }
}

/** Why nobody is answered any more today; undefined where there is enough for one more answer. */
export async function siteRefusal(): Promise<Refused | undefined> {
  if (mostTokens() === 0) return undefined
  const refused = await takeOrRefuse()
  if (!refused) giveBackToSite({ isUnused: true })
  return refused
}

/**
 * Does what needs no more than one reply and is not waited for, where the site has enough left today, and for an answer besides.
 * `work` says whether a provider was asked; of its visitor's limits it takes its part itself.
 */
export async function ifAffordable(work: (allowance: Allowance) => Promise<boolean>): Promise<void> {
  const allowance = await findAllowance()
  if (await takeOrRefuse()) return
  let isUnused = true
  try {
    if (await siteRefusal()) return
    isUnused = false
    isUnused = !(await work(allowance))
  } finally {
    giveBackToSite({ isUnused })
  }
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
  const seconds = await findEnd(session, limit, allowance)
  if (seconds === 0) return { ok: false, error: { code: "limited", about: "running" } }
  return { ok: false, error: { code: "limited", about: limit, seconds } }
}

/** The same, with what the visitor has left when that is little. */
async function told<Accepted extends Charged>(
  session: { id: string },
  allowance: Allowance,
  accepted: Accepted | Refused,
): Promise<Accepted | Refused> {
  if (!accepted.ok || !accepted.use || !isLow(accepted.use, allowance)) return accepted
  // It is accepted, whatever becomes of this.
  return { ...accepted, left: await findLeft(session, allowance).catch(() => undefined) }
}

async function findAllowance(): Promise<Allowance> {
  const { sessionMessagesPerHour: messagesPerHour, sessionTokensPerDay: tokensPerDay } = await findSettings()
  const allowance = { messagesPerHour, tokensPerDay, reserve: mostTokens() }
  // Where nothing is counted, nothing is to be given back.
  return isLimited(allowance) ? allowance : { ...allowance, reserve: 0 }
}

/** Tokens one reply may need; 0: no provider is asked. */
function mostTokens(): number {
  return isConfigured() ? env().CONTEXT_TOKENS + env().REPLY_TOKENS : 0
}

/** Takes what one reply may need at most from the site's day. */
async function takeOrRefuse(): Promise<Refused | undefined> {
  const seconds = await takeFromSite(async () => [siteLimits(await findSettings()), mostOfReply()])
  if (seconds === undefined) return undefined
  return { ok: false, error: { code: "limited", about: "site", seconds } }
}

function siteLimits({ siteTokensPerDay, siteCostPerDay }: Settings): SiteLimits {
  const { inputPrice, outputPrice } = mostOfReply()
  return { tokensPerDay: siteTokensPerDay, costPerDay: inputPrice + outputPrice > 0 ? siteCostPerDay : 0 }
}

function mostOfReply(): Most {
  const { CONTEXT_TOKENS, REPLY_TOKENS, PRICE_INPUT_PER_MTOK: input, PRICE_OUTPUT_PER_MTOK: output } = env()
  const isPriced = input !== undefined && output !== undefined
  return {
    inputTokens: CONTEXT_TOKENS,
    outputTokens: REPLY_TOKENS,
    inputPrice: isPriced ? input : 0,
    outputPrice: isPriced ? output : 0,
  }
}
