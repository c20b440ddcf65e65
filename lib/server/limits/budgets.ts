import "server-only"
import { query } from "../db/client"

/** At most `limit` (1 or more) in `seconds`, counted from the first. */
export type Allowance = { limit: number; seconds: number }

/** `retryAfter`: whole seconds until the window ends. */
export type Spent = { ok: true } | { ok: false; retryAfter: number }

/**
 * Takes one from a budget, unless it is used up: one statement, so that parallel calls never get more than there is. An
 * answer that was lost on the way may have taken one for nothing, never given one.
 */
export async function spend(scope: string, { limit, seconds }: Allowance): Promise<Spent> {
  const rows = await query(
    ({ sql }) => sql<{ spent: boolean; rest: number }[]>`
      with spent as (
        insert into budgets as b (scope, used, window_ends_at)
        values (${scope}, 1, now() + make_interval(secs => ${seconds}))
        on conflict (scope) do update set
          used = case when b.window_ends_at > now() then b.used + 1 else 1 end,
          window_ends_at = case when b.window_ends_at > now() then b.window_ends_at else excluded.window_ends_at end
        where b.window_ends_at <= now() or b.used < ${limit}
        returning 1
      )
      select exists (select from spent) as spent, ceil(extract(epoch from coalesce(
        (select window_ends_at - now() from budgets where scope = ${scope} and window_ends_at > now()),
        make_interval(secs => ${seconds})
      )))::int as rest`,
  )
  const [row] = rows
  return row?.spent ? { ok: true } : { ok: false, retryAfter: row?.rest ?? seconds }
}

/** Puts one back that was taken and turned out not to count. */
export async function putBack(scope: string): Promise<void> {
  await query(
    ({ sql }) =>
      sql`update budgets set used = used - 1 where scope = ${scope} and used > 0 and window_ends_at > now()`,
  )
}

/** Deletes what limits nobody any more. Part of a cleanup. */
export async function deleteStaleBudgets(): Promise<void> {
  await query(({ sql }) => sql`delete from budgets where window_ends_at <= now()`)
}
