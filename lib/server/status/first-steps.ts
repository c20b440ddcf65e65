import "server-only"
import { eq } from "drizzle-orm"
import { usage } from "@/drizzle/schema/usage"
import type { FirstStep } from "@/lib/condition"
import { query } from "../db/client"
import { env } from "../env"
import { lastTrial, trialInWords } from "../model/trial"
import { isConfigured } from "../provider/provider"
import { findSettings } from "../settings/settings"
import type { Metric } from "../usage/counters"

/** What to do before the first visitor comes, and what of it is done. Undefined once somebody has written. */
export async function findFirstSteps(): Promise<FirstStep[] | undefined> {
  const { metric } = usage
  const counted = await query(({ db }) =>
    db.select({ metric }).from(usage).where(eq(metric, MESSAGES)).limit(1),
  )
  if (counted.length > 0) return undefined
  return [connecting(), ...(isConfigured() ? [await testing()] : []), naming(), ...linking(), WRITING]
}

const MESSAGES: Metric = "messages"

function connecting(): FirstStep {
  return {
    isDone: isConfigured(),
    name: "Connect a language model",
    hint: isConfigured()
      ? "A provider is configured."
      : "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, and start Alcove again. Until then fixed words answer.",
  }
}

async function testing(): Promise<FirstStep> {
  const settings = await findSettings()
  const trial = lastTrial(settings)
  return {
    isDone: trial !== undefined && !trial.failure,
    name: "Test the model",
    hint: trial
      ? trialInWords(settings, trial)
      : "One small question to the provider tells whether it answers.",
    href: "/admin/settings",
  }
}

function naming(): FirstStep {
  const { OPERATOR_NAME, OPERATOR_CONTACT } = env()
  const missing = Object.entries({ OPERATOR_NAME, OPERATOR_CONTACT }).flatMap(([name, value]) =>
    value === "" ? [name] : [],
  )
  return {
    isDone: missing.length === 0,
    name: "Say who runs this place",
    hint:
      missing.length === 0
        ? `Visitors read: ${OPERATOR_NAME}, ${OPERATOR_CONTACT}.`
        : `Set ${missing.join(" and ")}: the privacy notice names you, and visitors know whom to tell when something is wrong.`,
  }
}

function linking(): FirstStep[] {
  const { PUBLIC_URL } = env()
  const link = "Put the link on your site"
  if (PUBLIC_URL) return [{ isDone: false, name: link, hint: `Visitors come to ${PUBLIC_URL}` }]
  const hint = "Set PUBLIC_URL to the https address that visitors will open, then put the link on your site."
  return [{ isDone: false, name: "Give it its address", hint }]
}

const WRITING: FirstStep = {
  isDone: false,
  name: "Write the first message",
  hint: "As a visitor would: it is counted here at once.",
  href: "/",
}
