import "server-only"
import { randomUUID } from "node:crypto"
import { perProcess } from "../process"
import { outsideRequests } from "../telemetry/request-id"
import { isLimited, LEASE, type Most, type Renewed, renewLease, type SiteLimits } from "./site"

/** Seconds after which a lease with running replies is renewed. */
const RENEW = 20
/** Milliseconds. */
const RENEW_WITHIN = 2_500
/** Replies to come for which a process leases at once: as many as make do for about a second (milliseconds). */
const AHEAD = { fewest: 32, most: 2048 }
const ENOUGH_FOR = 1_000

/** The lease of this process, in replies: granted, running, and ended since it was granted, which count as spent in full. */
class SiteLease {
  readonly #id = randomUUID()
  #granted = 0
  #running = 0
  #ended = 0
  #waiting = 0
  /** By `performance.now()`. */
  #until = 0
  #renewedAt = 0
  /** The limits it was granted under. */
  #under = ""
  #ahead = AHEAD.fewest
  #renewing: Promise<Renewed> | undefined

  /**
   * Takes what one reply may need at most. Seconds until there is more, when there is not enough left today; otherwise
   * undefined, and it has to be given back.
   */
  async take(limits: SiteLimits, most: Most): Promise<number | undefined> {
    for (;;) {
      if (!this.#renewing && this.#hasRoom(limits)) {
        this.#running++
        return undefined
      }
      this.#waiting++
      const { ahead, tomorrow } = await this.#renew(limits, most).finally(() => this.#waiting--)
      if (ahead === 0) return tomorrow
    }
  }

  /** The same for a reply that another process took it for, which is gone: its lease may still hold it. */
  takeAnyway(): void {
    this.#running++
  }

  /** The reply that it was taken for has ended; `isUnused`: or has not begun. */
  giveBack({ isUnused = false } = {}): void {
    this.#running--
    if (!isUnused) this.#ended++
  }

  /** Keeps what running replies may need. */
  async keep(limits: SiteLimits, most: Most): Promise<void> {
    if (this.#running > 0 && isLimited(limits)) await this.#renew(limits, most)
  }

  #hasRoom(limits: SiteLimits): boolean {
    if (!isLimited(limits)) return true
    // A reply that begins now is in the next lease before this one is over, also when it is renewed late once.
    const isValid =
      performance.now() < this.#until - 2 * RENEW * 1000 && this.#under === JSON.stringify(limits)
    return isValid && this.#running + this.#ended < this.#granted
  }

  #renew(limits: SiteLimits, most: Most): Promise<Renewed> {
    this.#renewing ??= this.#renewOnce(limits, most).finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #renewOnce(limits: SiteLimits, most: Most): Promise<Renewed> {
    const isSoon = performance.now() < this.#renewedAt + ENOUGH_FOR
    this.#ahead = isSoon ? Math.min(2 * this.#ahead, AHEAD.most) : AHEAD.fewest
    for (;;) {
      const [running, ended, began] = [this.#running, this.#ended, performance.now()]
      const wanted = Math.max(this.#waiting, this.#ahead)
      const given = { processId: this.#id, running, wanted, ...limits, ...most }
      // Until it is known what was granted, nothing is.
      this.#until = 0
      // For all who wait, whoever asked first and however long they may wait.
      const { isDone, ...renewed } = await renewLease(given, { total: RENEW_WITHIN })
      // Another process changed its lease in the same moment.
      if (!isDone) continue
      this.#granted = running + renewed.ahead
      // What ended meanwhile may not stand in the counters that were read.
      this.#ended -= ended
      this.#until = began + LEASE * 1000
      this.#renewedAt = began
      this.#under = JSON.stringify(limits)
      return renewed
    }
  }
}

const lease = perProcess("site lease", () => new SiteLease())

/** What `limits` and `most` are at this moment. */
type Now = () => Promise<[SiteLimits, Most]>

const keeping = perProcess("site lease kept", (): { timer?: NodeJS.Timeout } => ({}))

/**
 * Takes what one reply may need at most from the site's day. Seconds until there is more, when there is not enough left;
 * otherwise undefined, and it has to be given back. `now` is asked again while replies run.
 */
export async function takeFromSite(now: Now): Promise<number | undefined> {
  keeping.timer ??= outsideRequests(() => setInterval(() => void keep(now), RENEW * 1000).unref())
  return lease.take(...(await now()))
}

async function keep(now: Now): Promise<void> {
  // Without it the lease ends, and with it what was left of it; the next reply asks again.
  await lease.keep(...(await now())).catch(() => {})
}

/** Takes it without asking, for a reply that another process took it for, which is gone. */
export function takeAnywayFromSite(): void {
  lease.takeAnyway()
}

/** The reply that it was taken for has ended; `isUnused`: or has not begun. */
export function giveBackToSite(how: { isUnused?: boolean } = {}): void {
  lease.giveBack(how)
}
