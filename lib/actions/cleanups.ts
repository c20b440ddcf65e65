"use server"

import { z } from "zod"
import { recordAudit } from "@/lib/server/admin/audit"
import { cleanUp, previewCleanup, type Receipt } from "@/lib/server/cleanups/cleanup"
import type { Refusal, Result } from "@/lib/types"
import { adminAction } from "./guard"

const runInput = z.object({ dryRun: z.boolean() })

const UNCLEAR: Refusal = {
  code: "invalid",
  message: "This request cannot be read. Reload the page and try again.",
}
const BUSY: Refusal = {
  code: "busy",
  message: "A cleanup is at work already. Wait until it has finished, then look again.",
}

/** Deletes what is over, or with `dryRun` only counts it, and hands back the receipt. */
export const runCleanup = adminAction(
  runInput,
  UNCLEAR,
  async (admin, { dryRun }): Promise<Result<{ receipt: Receipt }>> => {
    const receipt = dryRun ? await previewCleanup() : await cleanUp()
    if (!receipt) return { ok: false, error: BUSY }
    await recordAudit({
      adminSessionId: admin.id,
      action: "cleanup_run",
      after: { dryRun, ...receipt.deleted },
    })
    return { ok: true, receipt }
  },
)
