import "server-only"
import { AsyncLocalStorage } from "node:async_hooks"
import { setTimeout as pause } from "node:timers/promises"
import { type Client, connect } from "@/drizzle/client"
import { env } from "../env"
import { perProcess } from "../process"
import { isHeldUp, isPassing, unwrapped } from "./codes"
import { Lane, Late } from "./lane"
import { countRetry, timeStatement } from "./metrics"

/**
 * How a statement is run. `total`: milliseconds for all its attempts together, waiting included. `isMany`: over as many
 * rows as there happen to be, so it may take long, on connections of its own. `isShared`: for several callers at once, so it
 * is not repeated when one of them is held up: each can be alone.
 */
export type Patience = { total?: number; isMany?: boolean; isShared?: boolean }

/** For statements over as many rows as there happen to be. */
export const LONG: Patience = { isMany: true, total: 120_000 }

/**
 * Milliseconds. The server ends a statement, or its waiting for a lock, before we give it up (`attempt`): then nothing of it
 * is done afterwards.
 */
const SHORT_LIMITS = { lock: 1_000, statement: 2_000, attempt: 2_500, total: 2_500 }
const LONG_LIMITS = { lock: 2_000, statement: 60_000, attempt: 62_000, total: 120_000 }

/** For what a visitor has begun and what goes on without their page: less than a lease can wait to be renewed. */
export const UNHURRIED: Patience = { total: 5_000 }

/** The database cannot be reached, or is held up: what was asked for is not done, as far as can be known. */
export class Unavailable extends Error {
  override readonly name = "Unavailable"

  constructor(cause: unknown) {
    super("the database cannot be reached, or is held up", { cause })
  }
}

type Lanes = Record<"short" | "long", Lane>

/**
 * `end`: the moment until which what a person waits for may take, all its statements together (`performance.now()`); `each`:
 * milliseconds that each of them has, unless it goes over many rows, where that is not the usual time.
 */
type Deadline = { end: number; each?: number }

const NO_DEADLINE: Deadline = { end: Number.POSITIVE_INFINITY }

const deadlines = perProcess("deadlines", () => new AsyncLocalStorage<Deadline>())

/**
 * Does what a person waits for: its statements together have the time of one. What it begins and leaves running has its own.
 * While others have waited for a connection for as long as a statement waits for a lock, it is not begun: it would wait in
 * vain, and what it needs of the processor would make theirs late (as in "Fail at Scale", ACM Queue 13(8), 2015).
 *
 * @throws Unavailable at once then.
 */
export async function withinDeadline<T>(work: () => Promise<T>): Promise<T> {
  if ((held.lanes?.short.wait ?? 0) > SHORT_LIMITS.lock) throw new Unavailable(new Late())
  const deadline: Deadline = { end: performance.now() + SHORT_LIMITS.total }
  try {
    return await deadlines.run(deadline, work)
  } finally {
    deadline.end = Number.POSITIVE_INFINITY
  }
}

/** Does what is `UNHURRIED`: each statement has that time, whatever is left of the time of what begins it. */
export function unhurried<T>(work: () => Promise<T>): Promise<T> {
  return deadlines.run({ ...NO_DEADLINE, each: UNHURRIED.total }, work)
}

/** Does in the midst of that what can be done without: each statement has the usual time. */
export function inUsualTime<T>(work: () => Promise<T>): Promise<T> {
  return deadlines.run(NO_DEADLINE, work)
}

const held = perProcess("database", (): { lanes?: Lanes } => ({}))

/**
 * Runs one statement, again and again while there is no way to the database or others hold it up, until the time of
 * `patience` is over. Therefore `statement` must be idempotent: a lost answer may belong to a committed write.
 *
 * @throws Unavailable when time is up; otherwise what Postgres answers.
 */
export function query<T>(statement: (client: Client) => PromiseLike<T>, patience: Patience = {}): Promise<T> {
  return timeStatement(() => untilAnswered(statement, patience))
}

async function untilAnswered<T>(
  statement: (client: Client) => PromiseLike<T>,
  { isMany, isShared, total: given }: Patience,
): Promise<T> {
  const lane = lanes()[isMany ? "long" : "short"]
  const { attempt: most, total } = isMany ? LONG_LIMITS : SHORT_LIMITS
  const { end: latest, each } = (given === undefined && deadlines.getStore()) || NO_DEADLINE
  const end = Math.min(performance.now() + (given ?? (isMany ? total : (each ?? total))), latest)
  if (performance.now() >= end) throw new Unavailable(new Late())
  for (let tries = 0; ; tries++) {
    try {
      return await lane.run(statement, Math.min(most, end - performance.now()))
    } catch (thrown) {
      const error = unwrapped(thrown)
      if (!isPassing(error) || (isShared && isHeldUp(error))) throw error
      const rest = Math.min(50 * 2 ** tries, 500)
      if (performance.now() + rest >= end) throw new Unavailable(error)
      countRetry()
      await pause(rest)
    }
  }
}

/** Whether the database answers within so many milliseconds. Asks once. */
export async function isAnswering(within: number): Promise<boolean> {
  const asked = lanes().short.run(({ sql }) => sql.unsafe("select 1"), within, { isProbe: true })
  return asked.then(
    () => true,
    () => false,
  )
}

/** Together they open as many connections as the settings say: most for what visitors wait for, a few for what takes long. */
function lanes(): Lanes {
  const size = env().DATABASE_POOL_SIZE
  const forLong = size >= 4 ? 2 : 1
  held.lanes ??= {
    short: new Lane(opener(SHORT_LIMITS), Math.max(1, size - forLong)),
    long: new Lane(opener(LONG_LIMITS), forLong),
  }
  return held.lanes
}

function opener(ends: { statement: number; lock: number }) {
  return (onclose: () => void) => connect(env().DATABASE_URL, { max: 1, ends, onclose })
}

/** Ends every connection; the process is about to leave. */
export async function closeDatabase(): Promise<void> {
  const { lanes } = held
  held.lanes = undefined
  await Promise.all([lanes?.short.close(), lanes?.long.close()])
}
