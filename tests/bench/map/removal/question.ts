import "server-only"

export async function removeQuestion(): Promise<never> {
  throw new Error("not part of this bench")
}
