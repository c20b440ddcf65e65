"use server"

import { z } from "zod"
import { markSharedSeen } from "@/lib/server/sharing/seen"
import type { Why } from "@/lib/words/refusals"
import { adminAction } from "./guard"

const seenInput = z.object({ cursor: z.string().regex(/^\d{1,17}$/) })

const NO_ANSWER: Why = { code: "invalid", about: "answer" }

/** The operator has seen shared answers up to this one: they are no longer new. */
export const seeShared = adminAction(seenInput, NO_ANSWER, async (_admin, { cursor }) => {
  await markSharedSeen(cursor)
  return { ok: true }
})
