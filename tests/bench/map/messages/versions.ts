import "server-only"

export async function showVersion(): Promise<never> {
  throw new Error("not part of this bench")
}
