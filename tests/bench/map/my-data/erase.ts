import "server-only"
export function shorterThan(_lifetime: number): number[] {
  return []
}

export async function countStored(_session: unknown): Promise<{ chats: number; messages: number }> {
  return { chats: 0, messages: 0 }
}

export async function eraseAsker(): Promise<{ erasedAt: Date; chats: number; messages: number }> {
  throw new Error("not part of this bench")
}
