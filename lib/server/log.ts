import "server-only"
import pino from "pino"
import { env } from "./env"

let logger: pino.Logger | undefined

/**
 * The log: one JSON object a line on standard output. What goes in: ids, counts, codes, durations. What never goes in:
 * visitors' or models' words, cookies, addresses. Errors are named by class and code because messages may quote text.
 */
export function log(): pino.Logger {
  logger ??= pino({
    level: env().LOG_LEVEL,
    base: undefined,
    serializers: { error: describeError },
  })
  return logger
}

function describeError(error: unknown) {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = "code" in error ? error.code : undefined
  return {
    name: error.name,
    code,
    at: error.stack
      ?.split("\n")
      .filter((line) => line.startsWith("    at "))
      .slice(0, 5),
  }
}
