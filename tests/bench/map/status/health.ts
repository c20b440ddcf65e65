import "server-only"

export async function findHealth() {
  return { status: "ok" }
}
