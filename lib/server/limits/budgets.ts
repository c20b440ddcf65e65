import "server-only"
import { and, eq, gt, lte, sql } from "drizzle-orm"
import { budgets } from "@/drizzle/schema/limits"
import { query } from "../db/client"
import { bare, into, statement } from "../db/statement"

/** At most `limit` (1 or more) in `seconds`, counted from the first. */
export type Allowance = { limit: number; seconds: number }

/** `retryAfter`: whole seconds until the window ends. */
export type Spent = { ok: true } | { ok: false; retryAfter: number }

/**
 * Takes one from a budget, unless it is used up: one statement, so that parallel calls never get more than there is. An
 * answer that was lost on the way may have taken one for nothing, never given one.
 */
export async function spend(scope: string, { limit, seconds }: Allowance): Promise<Spent> {
  const [row] = await take({ scope, limit, seconds })
  return row?.spent ? { ok: true } : { ok: false, retryAfter: row?.rest ?? seconds }
}

const take = statement<{ scope: string } & Allowance, { spent: boolean; rest: number }>((value) => {
  const { scope, used, windowEndsAt } = budgets
  const end = bare(windowEndsAt)
  const length = sql`make_interval(secs => ${value.seconds}::float8)`
  return sql`
    with spent as (
      insert into ${into(budgets, "scope", "used", "windowEndsAt")} values (${value.scope}, 1, now() + ${length})
      on conflict (${bare(scope)}) do update set
        ${bare(used)} = case when ${windowEndsAt} > now() then ${used} + 1 else 1 end,
        ${end} = case when ${windowEndsAt} > now() then ${windowEndsAt} else excluded.${end} end
      where ${windowEndsAt} <= now() or ${used} < ${value.limit}
      returning 1
    )
    select exists (select from spent) as spent, ceil(extract(epoch from least(${length},
      (select ${windowEndsAt} - now() from ${budgets} where ${scope} = ${value.scope} and ${windowEndsAt} > now())
    )))::int as rest`
})

/** Puts one back that was taken and turned out not to count. */
export async function putBack(scope: string): Promise<void> {
  const { used, windowEndsAt } = budgets
  await query(({ db }) =>
    db
      .update(budgets)
      .set({ used: sql`${used} - 1` })
      .where(and(eq(budgets.scope, scope), gt(used, 0), gt(windowEndsAt, sql`now()`))),
  )
}

/** Deletes budgets whose window has passed. Part of a cleanup. */
export async function deleteStaleBudgets(): Promise<void> {
  await query(({ db }) => db.delete(budgets).where(lte(budgets.windowEndsAt, sql`now()`)))
}
