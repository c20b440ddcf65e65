import "server-only"

/** Nothing is summed up. */
export async function findSummary(): Promise<undefined> {
  return undefined
}

export async function isBeingSummarised(): Promise<boolean> {
  return false
}
