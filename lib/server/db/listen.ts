import "server-only"
import { EventEmitter } from "node:events"
import { type Client, connect } from "@/drizzle/client"
import { env } from "../env"
import { perProcess } from "../process"

type Signals = { emitter: EventEmitter; channels: Set<string>; client?: Client }

const signals = perProcess(
  "signals",
  (): Signals => ({ emitter: new EventEmitter().setMaxListeners(0), channels: new Set() }),
)

/**
 * Resolves when another process sends `payload` over a channel, at the latest after `atMost` milliseconds. The signal
 * carries no text and may be lost (a pooler swallows it): the follower that waits looks for itself afterwards.
 */
export async function nextSignal(channel: string, payload: string, atMost: number): Promise<void> {
  listen(channel)
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, atMost)
  const event = eventOf(channel, payload)
  signals.emitter.once(event, resolve)
  await promise
  clearTimeout(timer)
  signals.emitter.off(event, resolve)
}

const eventOf = (channel: string, payload: string) => `${channel} ${payload}`

/** Listens from the first one that waits on; postgres.js listens again by itself when the connection was lost. */
function listen(channel: string): void {
  if (signals.channels.has(channel)) return
  signals.channels.add(channel)
  signals.client ??= connect(env().DATABASE_URL, { max: 1 })
  const { client } = signals
  client.sql
    .listen(channel, (payload) => signals.emitter.emit(eventOf(channel, payload)))
    .catch(() => {
      if (signals.client === client) Object.assign(signals, { client: undefined, channels: new Set() })
      client.sql.end({ timeout: 0 }).catch(() => {})
    })
}
