import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { recentReplies, recentRepliesNumber, replies } from "@/drizzle/schema/replies"
import type { Reason } from "@/lib/condition"
import { query } from "../db/client"
import { bare, into, statement } from "../db/statement"

/** How a reply ended: the reason why it did not arrive, null when it did. `at`: to the minute. */
export type Ended = { failure: string | null; at: Date; isFresh: boolean }

/** Replies that are remembered: many more than are written in the moment one statement takes. */
const PLACES = 512
/** Newest replies that are looked at. */
const NEWEST = 20
/** Hours for which the last of them say something, and for which their share does. */
const REMEMBERED = 24
const FRESH = 3
/** Seconds after which a visitor who stops before the first word has waited, and not changed their mind. */
const WAITED = 10

/**
 * An INSERT that notes how the replies of `source` ended; to be put into the WITH list of the statement that stores
 * them. A reply whose process died is noted where its question was asked, as it is found late.
 */
export function noteReplies(source: string): SQL {
  const { place, number, minute, failure } = recentReplies
  return sql`
    insert into ${into(recentReplies, "place", "number", "minute", "failure")}
    select number % ${PLACES}, number, date_trunc('minute', case failure when ${INTERRUPTED} then created_at else completed_at end), failure
    from (
      select nextval(${recentRepliesNumber.seqName}) as number, created_at, completed_at, case status
        when 'failed' then case when failure <> all (${ANSWERED}::text[]) then failure end
        when 'interrupted' then ${INTERRUPTED}
        when 'stopped' then case when first_token_ms is null then ${GIVEN_UP} end
      end as failure
      from ${sql.identifier(source)}
      where status <> 'stopped' or first_token_ms is not null
        or completed_at > created_at + make_interval(secs => ${WAITED})
    ) as ended
    on conflict (${bare(place)}) do update set ${bare(number)} = excluded.${bare(number)},
      ${bare(minute)} = excluded.${bare(minute)}, ${bare(failure)} = excluded.${bare(failure)} returning 1`
}

/** The provider answered, though not with what was asked for: no outage. */
const ANSWERED = "{filtered,refused}"

/** What is no failure of the provider's, beside the codes of those. */
const INTERRUPTED = "interrupted" satisfies Reason
/** The visitor stopped it, having waited in vain for the first word. */
const GIVEN_UP = "given_up" satisfies Reason

/** How the newest replies of all visitors ended, newest first; those whose process is gone are among them. */
export function findNewestReplies(): Promise<Ended[]> {
  return findNewest({})
}

const findNewest = statement<Record<never, never>, Ended>(() => {
  const { minute, number, failure } = recentReplies
  return sql`
    select failure, minute as at, minute > now() - make_interval(hours => ${FRESH}) as "isFresh" from (
      select ${failure}, ${minute}, ${number} from ${recentReplies}
      union all
      select ${INTERRUPTED}, date_trunc('minute', ${replies.startedAt}), null from ${replies}
      where ${replies.leaseUntil} <= now()
    ) as ended
    where minute > now() - make_interval(hours => ${REMEMBERED})
    order by minute desc, number desc nulls first limit ${NEWEST}`
})

/** Deletes what nothing is concluded from any more. Part of a cleanup. */
export async function forgetOldReplies(): Promise<void> {
  const isOld = sql`${recentReplies.minute} <= now() - make_interval(hours => ${REMEMBERED}::int)`
  await query(({ db }) => db.delete(recentReplies).where(isOld))
}
