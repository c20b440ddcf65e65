"use server"

import { z } from "zod"
import { recordAudit } from "@/lib/server/admin/audit"
import { cleanUp, previewCleanup, type Receipt } from "@/lib/server/cleanups/cleanup"
import type { Outcome, Why } from "@/lib/words/refusals"
import { adminAction } from "./guard"

const runInput = z.object({ dryRun: z.boolean() })

const UNCLEAR: Why = { code: "invalid", about: "request" }
const BUSY: Why = { code: "busy", about: "cleanup" }

/** Deletes what has expired, or with `dryRun` only counts it, and hands back the receipt. */
export const runCleanup = adminAction(
  runInput,
  UNCLEAR,
  async (admin, { dryRun }): Promise<Outcome<{ receipt: Receipt }>> => {
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
