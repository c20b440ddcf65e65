import "server-only"
import { type Allowance, putBack, spend } from "../limits/budgets"

/** Wrong passwords of one guesser, and of all of them together: guessing from many addresses is slow, too. */
const EACH: Allowance = { limit: 5, seconds: 15 * 60 }
const EVERYWHERE: Allowance = { limit: 100, seconds: 15 * 60 }
const EVERYWHERE_SCOPE = "login"

/** How a try ended. `retryAfter`: seconds until one is let through again; the password was not even looked at. */
export type LoginAttempt = "right" | "wrong" | { retryAfter: number }

/**
 * Who tries: strangers are known by their address (as `addressOf` gives it); `browser`: the id of one that an operator has
 * signed in with before, which strangers cannot shut out, as it counts for itself alone (OWASP: device cookies).
 */
export type Guesser = { address: string; browser?: string }

/**
 * Lets a try with a password through to `isRight`, unless there were too many wrong ones of this guesser or, for
 * strangers, from everywhere. A right one does not count.
 */
export async function attemptLogin(guesser: Guesser, isRight: () => Promise<boolean>): Promise<LoginAttempt> {
  // Counted before it is looked at, so that tries at the same moment do not all find room.
  const taken: string[] = []
  for (const [scope, allowance] of limitsOf(guesser)) {
    const spent = await spend(scope, allowance)
    if (!spent.ok) {
      await Promise.all(taken.map(putBack))
      return { retryAfter: spent.retryAfter }
    }
    taken.push(scope)
  }
  if (!(await isRight())) return "wrong"
  await Promise.all(taken.map(putBack))
  return "right"
}

function limitsOf({ address, browser }: Guesser): [scope: string, Allowance][] {
  if (browser) return [[`login-browser/${browser}`, EACH]]
  return [
    [`login/${address}`, EACH],
    [EVERYWHERE_SCOPE, EVERYWHERE],
  ]
}
