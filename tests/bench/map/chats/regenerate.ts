import "server-only"

export async function regenerateReply(): Promise<never> {
  throw new Error("not part of this bench")
}
