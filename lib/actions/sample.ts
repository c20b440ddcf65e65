"use server"

import { recordAudit } from "@/lib/server/admin/audit"
import { removeSample as remove } from "@/lib/server/documents/sample"
import { adminAction, NO_INPUT } from "./guard"

/** Takes the guide that came with the app out of the documents, for good. */
export const removeSample = adminAction(...NO_INPUT, async (admin) => {
  await remove()
  await recordAudit({ adminSessionId: admin.id, action: "sample_removed" })
  return { ok: true }
})
