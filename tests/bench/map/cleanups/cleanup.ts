import "server-only"

/** A list in the process is never cleaned up. */
export async function cleanUp(): Promise<undefined> {}

export async function previewCleanup(): Promise<never> {
  throw new Error("not part of this bench")
}
