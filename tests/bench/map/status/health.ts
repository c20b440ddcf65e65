import "server-only"

export async function findHealth() {
  return { status: "ok" as const, database: "ok" as const, model: "built-in", retrieval: "lexical" as const }
}
