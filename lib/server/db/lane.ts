import "server-only"
import type { Client } from "@/drizzle/client"
import { outsideRequests } from "../telemetry/request-id"
import { isConnectionLost, unwrapped } from "./codes"
import { countReplacedClient } from "./metrics"

/** One connection, with a client of its own: what goes wrong with it is one statement's trouble. `client`: once it is open. */
type Slot = { client?: Client }

/** One for which there is no connection yet. `since`: `performance.now()`. */
type Waiting = { take: (slot: Slot) => void; since: number; isProbe: boolean }

/** Milliseconds in which a server that can be reached has ended what it was asked to end, and said what became of it. */
const GRACE = 1_000

/**
 * As many connections as `size`, one statement on each at a time: none waits behind another on a connection, where it could
 * not be taken back. Those for which there is no connection wait here, in order.
 *
 * postgres.js can lose or hang queries when it reconnects, so none of its clients ever does: the first closed connection
 * retires its client, and the next statement opens a new one.
 */
export class Lane {
  readonly #free: Slot[]
  readonly #waiting: Waiting[] = []

  /** `connect` opens a client of one connection. */
  constructor(
    private readonly connect: (onclose: () => void) => Client,
    size: number,
  ) {
    this.#free = Array.from({ length: size }, () => ({}))
  }

  /**
   * Runs a statement once. `isProbe`: before those that wait already, and it does not matter what becomes of it afterwards.
   *
   * @throws `Late` after `within` milliseconds: a statement that was still waiting is never sent, one that was sent is ended
   * by the server, which is waited for a second longer: it may have been done in the same moment; and what Postgres or the
   * network say.
   */
  async run<T>(
    statement: (client: Client) => PromiseLike<T>,
    within: number,
    { isProbe = false } = {},
  ): Promise<T> {
    const end = performance.now() + within
    const slot = await this.#take(within, isProbe)
    const client = slot.client ?? (await this.#open(slot, end - performance.now()))
    const answer = (async () => statement(client))()
    const settled = answer.then(
      () => {},
      (error) => isConnectionLost(unwrapped(error)) && retire(slot, client),
    )
    void settled.then(() => this.#give(slot))
    try {
      return await inTime(answer, end - performance.now())
    } catch (error) {
      if (!(error instanceof Late)) throw error
      const ended = giveUp(slot, client, settled)
      if (isProbe) throw error
      await ended
      // As far as the server could say, it was done all the same, or never will be.
      return await inTime(answer, 0).catch(() => {
        throw error
      })
    }
  }

  /** Milliseconds for which the first of those that wait has waited for a connection; 0 when none does. */
  get wait(): number {
    const first = this.#waiting.find(({ isProbe }) => !isProbe)
    return first ? performance.now() - first.since : 0
  }

  /** Ends every connection; what is under way may end within two seconds. */
  async close(): Promise<void> {
    const slots = this.#free.splice(0)
    await Promise.all(slots.map(({ client }) => client?.sql.end({ timeout: 2 })))
  }

  async #take(within: number, isProbe: boolean): Promise<Slot> {
    // The one used last: at quiet times few connections do all the work.
    const free = this.#free.pop()
    if (free) return free
    const { promise, resolve: take } = Promise.withResolvers<Slot>()
    const waiting = { take, since: performance.now(), isProbe }
    this.#waiting.splice(isProbe ? 0 : this.#waiting.length, 0, waiting)
    try {
      return await inTime(promise, within)
    } catch (error) {
      const at = this.#waiting.indexOf(waiting)
      // Just given one, and too late to use it.
      if (at < 0) void promise.then((slot) => this.#give(slot))
      else this.#waiting.splice(at, 1)
      throw error
    }
  }

  #give(slot: Slot): void {
    const next = this.#waiting.shift()
    if (next) next.take(slot)
    else this.#free.push(slot)
  }

  /** Opens the connection of a slot; when that takes too long, it goes on for those who come next. */
  async #open(slot: Slot, within: number): Promise<Client> {
    // A connection serves many requests after the one it was opened for.
    const client: Client = this.connect(() => outsideRequests(() => retire(slot, client)))
    // Asked for nothing else until it is there: what is given up meanwhile is never sent.
    const opening = client.sql.unsafe("select 1").then(
      () => {
        slot.client = client
      },
      (error) => {
        end(client)
        throw error
      },
    )
    try {
      await inTime(opening, within)
    } catch (error) {
      void opening.catch(() => {}).then(() => this.#give(slot))
      throw error
    }
    return client
  }
}

function retire(slot: Slot, client: Client): void {
  if (slot.client !== client) return
  slot.client = undefined
  countReplacedClient()
  end(client)
}

function end({ sql }: Client): void {
  sql.end({ timeout: 0 }).catch(() => {})
}

/** A connection on which not even that is answered is lost. */
async function giveUp(slot: Slot, client: Client, settled: Promise<unknown>): Promise<void> {
  client.cancel()
  await inTime(settled, GRACE).catch(() => retire(slot, client))
}

/** There was no answer in time. */
export class Late extends Error {
  readonly code = "DEADLINE"
  constructor() {
    super("the database did not answer in time")
  }
}

async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Late()), milliseconds)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
