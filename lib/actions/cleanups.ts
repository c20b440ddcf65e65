"use server"

import { z } from "zod"
import { recordAudit } from "@/lib/server/admin/audit"
import { findAdmin, SIGNED_OUT } from "@/lib/server/admin/session"
import { cleanUp, previewCleanup, type Receipt } from "@/lib/server/cleanups/cleanup"
import { FOREIGN, isOwnPage } from "@/lib/server/http/same-origin"
import type { Refusal, Result } from "@/lib/types"

const runInput = z.object({ dryRun: z.boolean() })

/** Deletes what is over, or with `dryRun` only counts it, and hands back the receipt. */
export async function runCleanup(input: z.input<typeof runInput>): Promise<Result<{ receipt: Receipt }>> {
  if (!(await isOwnPage())) return FOREIGN
  const admin = await findAdmin()
  if (!admin) return SIGNED_OUT
  const parsed = runInput.safeParse(input)
  if (!parsed.success) return { ok: false, error: UNCLEAR }
  const { dryRun } = parsed.data
  const receipt = dryRun ? await previewCleanup() : await cleanUp()
  if (!receipt) return { ok: false, error: BUSY }
  await recordAudit({
    adminSessionId: admin.id,
    action: "cleanup_run",
    after: { dryRun, ...receipt.deleted },
  })
  return { ok: true, receipt }
}

const UNCLEAR: Refusal = {
  code: "invalid",
  message: "This request cannot be read. Reload the page and try again.",
}
const BUSY: Refusal = {
  code: "busy",
  message: "A cleanup is at work already. Wait until it has finished, then look again.",
}
