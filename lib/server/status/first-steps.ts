import "server-only"
import type { StepFacts } from "@/lib/condition"
import { query } from "../db/client"
import { env } from "../env"
import { lastTrial } from "../model/trial"
import { isConfigured } from "../provider/provider"
import { findSettings } from "../settings/settings"

/** What to do before the first visitor comes, and what of it is done. Undefined once a visitor has written. */
export async function findFirstSteps(): Promise<StepFacts[] | undefined> {
  const [row] = await query(
    ({ sql }) =>
      sql<[{ used: boolean }]>`select exists (select from usage where metric = 'messages') as used`,
  )
  if (row.used) return undefined
  return [connecting(), ...(isConfigured() ? [await testing()] : []), naming(), linking(), WRITING]
}

function connecting(): StepFacts {
  return { step: "connect", isDone: isConfigured() }
}

async function testing(): Promise<StepFacts> {
  const trial = lastTrial(await findSettings())
  return { step: "test", isDone: trial !== undefined && !trial.failure, trial, href: "/admin/settings" }
}

function naming(): StepFacts {
  const { OPERATOR_NAME, OPERATOR_CONTACT } = env()
  const missing = Object.entries({ OPERATOR_NAME, OPERATOR_CONTACT }).flatMap(([name, value]) =>
    value === "" ? [name] : [],
  )
  const isDone = missing.length === 0
  return { step: "name", isDone, operator: OPERATOR_NAME, contact: OPERATOR_CONTACT, missing }
}

function linking(): StepFacts {
  const { PUBLIC_URL } = env()
  return PUBLIC_URL ? { step: "link", isDone: false, url: PUBLIC_URL } : { step: "address", isDone: false }
}

const WRITING: StepFacts = { step: "write", isDone: false, href: "/" }
