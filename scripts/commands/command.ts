import { closeDatabase } from "@/lib/server/db/client"
import { errorCode } from "@/lib/server/db/codes"

/** Runs the work of a command; its result is the exit code. What goes wrong is told in one line and ends with 1. */
export async function runCommand(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work()
  } catch (error) {
    console.error(sentence(error))
    process.exitCode = 1
  }
  await closeDatabase()
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = errorCode(error) ?? ""
  if (NOT_MIGRATED.has(code))
    return "The database does not have this version's tables yet. Start this version of Alcove once."
  if (GONE.test(code)) return `The database went away (${code}). Run this again: it goes on where it was.`
  return code ? `${error.message} (${code})` : error.message
}

/** Undefined table, undefined column. */
const NOT_MIGRATED = new Set(["42P01", "42703"])

const GONE = /^(57P|CONNECTION_|CONNECT_|ECONN|EPIPE|DEADLINE)/
