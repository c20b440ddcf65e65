import "server-only"
import pino from "pino"
import { env } from "../env"
import { currentRequest } from "./request-id"

let logger: pino.Logger | undefined

/**
 * The log: one JSON object a line on standard output. What goes in: ids, counts, codes, durations. What never goes in:
 * visitors' or models' words, cookies, addresses. Errors are named by class and code because messages may quote text.
 * `request`: the id of the request the line was written for, which its answer names in X-Request-Id.
 */
export function log(): pino.Logger {
  logger ??= pino({
    level: env().LOG_LEVEL,
    base: undefined,
    mixin: () => ({ request: currentRequest() }),
    serializers: { error: describeError },
  })
  return logger
}

/**
 * Next and its libraries complain on the console, in words that may quote what was sent, and on several lines. From now
 * on only the kind of an error goes there, into this log.
 */
export function quietConsole(): void {
  const complain =
    (level: "error" | "warn") =>
    (...words: unknown[]) => {
      const error = words.find((word) => word instanceof Error)
      logFailure(error, {}, "complaint of the framework", level)
    }
  console.error = complain("error")
  console.warn = complain("warn")
}

/** Writes the kind of an error down; as mere information when it was the other side's doing. */
export function logFailure(
  error: unknown,
  more: object,
  message: string,
  level: "error" | "warn" = "error",
): void {
  const theirs = error instanceof Error && theirDoing(error)
  if (theirs) log().info(more, theirs)
  else log()[level]({ error, ...more }, message)
}

/** Both happen every day: a phone loses its connection, a page is older than the deployment. */
function theirDoing(error: Error): string | undefined {
  if (error.message === "aborted" && "code" in error && error.code === "ECONNRESET")
    return "request broken off"
  if (error.message.startsWith("Failed to find Server Action")) return "unknown action"
}

function describeError(error: unknown) {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = "code" in error ? error.code : undefined
  return {
    name: error.name,
    code,
    at: error.stack
      // The message stands before the frames, and may be made to look like one.
      ?.replace(error.message, () => "")
      .split("\n")
      .filter((line) => line.startsWith("    at "))
      .slice(0, 5),
  }
}
