import "server-only"
import { EventEmitter } from "node:events"
import { type Client, connect } from "@/drizzle/client"
import { env } from "../env"
import { perProcess } from "../process"
import { REPLY_CHANNEL } from "../replies/journal"

type Signals = { emitter: EventEmitter; client?: Client }

const signals = perProcess("signals", (): Signals => ({ emitter: new EventEmitter().setMaxListeners(0) }))

/**
 * Resolves when another process says that it wrote more of this reply, at the latest after `atMost` milliseconds. The
 * signal carries no text and may be lost (a pooler swallows it): whoever waits looks for itself afterwards.
 */
export async function nextSignal(messageId: string, atMost: number): Promise<void> {
  listen()
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, atMost)
  signals.emitter.once(messageId, resolve)
  await promise
  clearTimeout(timer)
  signals.emitter.off(messageId, resolve)
}

/** Listens from the first follower on; postgres.js listens again by itself when the connection was lost. */
function listen(): void {
  if (signals.client) return
  const client = connect(env().DATABASE_URL, { max: 1 })
  signals.client = client
  client.sql
    .listen(REPLY_CHANNEL, (messageId) => signals.emitter.emit(messageId))
    .catch(() => {
      signals.client = undefined
      client.sql.end({ timeout: 0 }).catch(() => {})
    })
}
