import "server-only"

export const ACROSS = "across"

/** Nothing is remembered beside what is there. */
export function forgetMemory(): void {}
