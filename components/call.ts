import { unstable_isUnrecognizedActionError } from "next/navigation"
import type { Refusal, Result } from "@/lib/types"
import { pageWords } from "@/lib/words/page"
import { pauseBefore } from "./line"

/** A foreseen refusal; its message is meant for the visitor. */
export class Refused extends Error {
  readonly code: Refusal["code"]

  constructor({ code, message }: Refusal) {
    super(message)
    this.name = "Refused"
    this.code = code
  }
}

/** The request did not get through, or not to the database: it may be repeated with the same ids. `sentence`: for the visitor. */
export class Unsent extends Error {
  readonly sentence: string

  constructor(cause: unknown) {
    super("The request did not get through.", { cause })
    this.name = "Unsent"
    this.sentence = cause instanceof Refused ? cause.message : pageWords.notThrough
  }
}

/**
 * Calls an action and gives its value; throws `Refused` or `Unsent`. A page from before a new deployment no longer
 * finds its actions: it loads itself again, and what was typed waits in the draft.
 */
export async function call<T extends object>(action: () => Promise<Result<T>>): Promise<T> {
  let result: Result<T>
  try {
    result = await action()
  } catch (error) {
    if (!unstable_isUnrecognizedActionError(error)) throw new Unsent(error)
    window.location.reload()
    return new Promise(() => {})
  }
  if (result.ok) return result
  const refused = new Refused(result.error)
  throw refused.code === "unavailable" ? new Unsent(refused) : refused
}

/** The same, asked again and again until it gets through; what is refused is refused. */
export async function callUntilThrough<T extends object>(
  action: () => Promise<Result<T>>,
  signal: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call(action)
    } catch (error) {
      if (signal.aborted || error instanceof Refused) throw error
      await pauseBefore(tries, signal)
    }
  }
}

/** The sentence to show for anything `call` throws. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Refused) return error.message
  return error instanceof Unsent ? error.sentence : pageWords.notThrough
}
