import "server-only"
import type { Prompt, Turn } from "../model/prompt"
import type { Settings } from "../settings/schema"
import type { Lease } from "./lease"

/**
 * A reply to be written: `createdAt` is when its message was accepted, `prompt` builds what the model is shown, `remember`
 * takes the finished reply so that the next message need not read it again.
 */
export type Job = {
  lease: Lease
  createdAt: Date
  prompt: (settings: Settings) => Promise<Prompt>
  remember: (reply: Turn) => void
}
