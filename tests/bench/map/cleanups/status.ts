import "server-only"

export async function findRetention(): Promise<never> {
  throw new Error("not part of this bench")
}
