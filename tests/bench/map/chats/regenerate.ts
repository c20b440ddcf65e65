import "server-only"

export async function replaceReply(): Promise<never> {
  throw new Error("not part of this bench")
}
