import "server-only"
import pino from "pino"
import { env } from "./env"
import { currentRequest } from "./requests"

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
      log()[level]({ error }, "complaint of the framework")
    }
  console.error = complain("error")
  console.warn = complain("warn")
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
