import "server-only"
import { type Allowance, putBack, spend } from "../limits/budgets"

/** Wrong passwords from one address, and from all of them together: guessing from many addresses is slow, too. */
const PER_ADDRESS: Allowance = { limit: 5, seconds: 15 * 60 }
const EVERYWHERE: Allowance = { limit: 100, seconds: 15 * 60 }
const EVERYWHERE_SCOPE = "login"

/** How a try ended. `retryAfter`: seconds until one is let through again; the password was not even looked at. */
export type LoginAttempt = "right" | "wrong" | { retryAfter: number }

/**
 * Lets a try with a password through to `isRight`, unless there were too many wrong ones from this address (as
 * `addressOf` gives it) or from everywhere. A right one does not count.
 */
export async function attemptLogin(address: string, isRight: () => Promise<boolean>): Promise<LoginAttempt> {
  const scope = `login/${address}`
  // Counted before it is looked at, so that tries at the same moment do not all find room.
  const here = await spend(scope, PER_ADDRESS)
  if (!here.ok) return { retryAfter: here.retryAfter }
  const everywhere = await spend(EVERYWHERE_SCOPE, EVERYWHERE)
  if (!everywhere.ok) {
    await putBack(scope)
    return { retryAfter: everywhere.retryAfter }
  }
  if (!(await isRight())) return "wrong"
  await Promise.all([putBack(scope), putBack(EVERYWHERE_SCOPE)])
  return "right"
}
