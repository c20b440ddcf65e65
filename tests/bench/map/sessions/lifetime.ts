import "server-only"

export type Lifetime = { lifetime: number; touchAfter: number; liveUntil: number }

const FOREVER = 86_400_000

export async function touchSession(_session: object): Promise<void> {}

export async function shortenLifetime(_session: object, _seconds: number): Promise<void> {}

export function endOfSession(_session: object): Date {
  return new Date(Date.now() + FOREVER)
}
