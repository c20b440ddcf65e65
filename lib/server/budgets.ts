import "server-only"
import { query } from "./db"

/** Deletes what limits nobody any more. Part of a cleanup. */
export async function deleteStaleBudgets(): Promise<void> {
  await query(({ sql }) => sql`delete from budgets where window_ends_at <= now()`)
}
