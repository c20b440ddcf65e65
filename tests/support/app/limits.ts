import { beforeEach, expect } from "vitest"
import * as send from "@/lib/server/chats/send"
import { query } from "@/lib/server/db/client"
import { env } from "@/lib/server/env"
import * as write from "@/lib/server/replies/write"
import { defaultSettings, type SettingChange } from "@/lib/server/settings/schema"
import { changeSetting, findSettings } from "@/lib/server/settings/settings"
import { type createVisitor, question } from "./visitor"

type Job = write.Job
export type Visitor = Awaited<ReturnType<typeof createVisitor>>

const OPERATOR = { id: "01940000-0000-7000-8000-000000000001" }

/** What one reply may need at most. */
export const most = () => env().CONTEXT_TOKENS + env().REPLY_TOKENS

/** Accepted, and not begun to be written. */
const waiting = new Set<Job>()

/** Has every test of this file begin without limits, with nothing spent and nothing reserved. */
export function beginWithoutLimits(): void {
  beforeEach(async () => {
    for (const job of waiting) job.ended?.()
    waiting.clear()
    await query(({ sql }) => sql`truncate settings, usage, site_leases`)
    await expect.poll(findSettings).toEqual(defaultSettings())
  })
}

/** Sends a message; its reply is not written yet. */
export async function sendMessage(visitor: Visitor, sent: Parameters<typeof send.sendMessage>[1]) {
  const accepted = await send.sendMessage(visitor, sent)
  if (accepted.ok && accepted.job) waiting.add(accepted.job)
  return accepted
}

/** Writes a reply that was accepted. */
export function writeReply(job: Job): Promise<void> {
  waiting.delete(job)
  return write.writeReply(job)
}

/** Sets a limit as an operator does. */
export function set(change: SettingChange): Promise<void> {
  return changeSetting(OPERATOR, change)
}

/** Sends a message that has to be accepted, in a new chat. */
export async function begin(visitor: Visitor, text = "Begun?"): Promise<Job> {
  const accepted = await sendMessage(visitor, question(text))
  if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
  return accepted.job
}
