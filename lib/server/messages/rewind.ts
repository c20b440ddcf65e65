import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { bodyAssociatedData } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { bare, into, type Placeholders, statement } from "../db/statement"
import type { Allowance } from "../limits/allowance"
import { type Lease, runner } from "../replies/lease"
import { isShown, newestShown, ROOT, stretches } from "./branches"
import {
  busy,
  type ConflictRow,
  type ConflictValues,
  changed,
  conflictValues,
  facts,
  isFree,
  type LastSeen,
  liveOwner,
  started,
  taken,
} from "./conflict"
import { turns } from "./history"

/** Versions there may be of one message. */
export const MOST_VERSIONS = 20

/** A message in other words: its id, the words, and their tokens. */
export type Rewording = { id: string; text: string; tokens: number }

/**
 * The message a chat goes back to; `lease` is for its new reply. Without `reworded` it keeps its words, and its reply gets
 * another version.
 */
export type Rewind = {
  lease: Lease
  messageId: string
  reworded?: Rewording
  lastSeen?: LastSeen
  allowance: Allowance
}

/** `full`: there are as many versions as there may be. */
export type RewindRow = ConflictRow & { full: boolean }

/**
 * Begins another version of a message, or of its reply, on a branch of its own, which is shown from then on; stores the new
 * running reply, and reads back. A reply without a word is no version: another one takes its place.
 */
export function rewindChat(again: Rewind): Promise<RewindRow[]> {
  const { lease, reworded } = again
  const { session } = lease
  const body =
    reworded &&
    seal(session.key, bodyAssociatedData(session, { id: reworded.id, role: "user" }), reworded.text)
  return rewind({
    ...conflictValues(lease, again),
    rewordedId: reworded?.id ?? null,
    body: body ?? null,
    tokens: reworded?.tokens ?? 0,
  })
}

type Rewound = ConflictValues & { rewordedId: string | null; body: Uint8Array | null; tokens: number }
type Values = Placeholders<Rewound>

const rewind = statement<Rewound, RewindRow>(
  (value) => sql`
    with ${liveOwner(value)}, ${stretches(value)}, ${known(value)}, ${busy(value)}, ${changed(value)}, ${asked(value)},
    ${placed(value)}, ${message(value)}, ${replaced(value)}, ${edited(value)}, ${taken(value, "message")}, ${started(value)}
    select ${facts}, exists (select from placed where is_full) as full,
      exists (select from placed where not is_full) and not exists (select from message) as overtaken,
      false as created, (select revision from message) as revision, newest.*
    from (select) as once left join lateral (
      ${newestShown(sql`${turns} where ${isShown(value, sql`(select position + 1 from asked)`)}`, 51)}
    ) as newest on true order by newest.position desc`,
)

/** `known`: where the reply that is asked for is stored or running already. */
function known(value: Values): SQL {
  return sql`known as (
    select ${messages.chatId}, ${messages.id} as reply_id, null::uuid as epoch, false as mine, null as runner from ${messages}
    where ${messages.sessionId} = ${value.sessionId} and ${messages.id} = ${value.replyId}
    union all
    select ${replies.chatId}, ${replies.messageId}, ${replies.epoch}, ${replies.epoch} = ${value.epoch}, ${runner()} from ${replies}
    where ${replies.sessionId} = ${value.sessionId} and ${replies.chatId} = ${value.chatId}
      and ${replies.messageId} = ${value.replyId}
  )`
}

/** `asked`: the visitor's own message, which is shown; `place`: the position at which there will be another version. */
function asked(value: Values): SQL {
  return sql`asked as (
    select ${messages.id}, ${messages.position}, ${messages.position} + (${value.rewordedId}::uuid is null)::int as place
    from stretches join ${messages} on ${isShown(value)}
    where ${messages.id} = ${value.messageId} and ${messages.role} = 'user'
  )`
}

/**
 * `placed`: the same, when nothing is in the way; `above`: the branch of the message before that place; `branch`: the one that is
 * shown there; `is_reused`: what stands there at the end, if anything, has no words, and needs not be kept.
 */
function placed(value: Values): SQL {
  const { sessionId, chatId } = value
  const isOfChat = sql`${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId}`
  return sql`above as (
    select coalesce((select branch from stretches where place - 1 >= start and place - 1 < stop), ${ROOT}) as branch from asked
  ), there as (
    select ${messages.id}, ${messages.body} is null as is_empty from stretches, asked, ${messages}
    where ${isShown(value)} and ${messages.position} = place
  ), later as (
    select from stretches, asked, ${messages} where ${isShown(value)} and ${messages.position} > place limit 1
  ), versions as (
    select count(*) from asked, above, ${messages}
    where ${isOfChat} and ${messages.position} = place and (
      ${messages.branchedFrom} = above.branch
      or (${messages.branchedFrom} is null and ${messages.branch} = greatest(above.branch, 0))
    )
  ), placed as (
    select asked.id, place, seen, above.branch as above, stretches.branch, start = place as begins, is_reused,
      not is_reused and (select count from versions) >= ${MOST_VERSIONS} as is_full
    from owner, asked, above, stretches, lateral (
      select ${value.rewordedId}::uuid is null and not exists (select from there where not is_empty)
        and not exists (select from later) as is_reused
    ) as reuse
    where place >= start and place < stop and ${isFree}
  )`
}

/** `message`: the same, once its chat is revised: not when that went on in the same moment. `answered`: the place of the reply. */
function message(value: Values): SQL {
  const kept = sql`
    select array_agg(part order by start, which) from stretches, lateral (values (1, branch), (2, start)) as parts (which, part)
    where start < place`
  return sql`message as (
    update ${chats} set ${bare(chats.updatedAt)} = now(), ${bare(chats.revision)} = ${chats.revision} + 1,
      ${bare(chats.branches)} = ${chats.branches} + (not is_reused)::int,
      ${bare(chats.path)} = case when is_reused then ${chats.path} else (${kept}) || array[${chats.branches} + 1, place] end
    from placed
    where ${chats.sessionId} = ${value.sessionId} and ${chats.id} = ${value.chatId} and ${chats.revision} = seen and not is_full
    returning placed.id, place, case when is_reused then placed.branch else ${chats.branches} end as branch,
      case when begins or not is_reused then above end as branched_from, ${chats.revision}
  ), answered as (
    select coalesce(${value.rewordedId}::uuid, id) as parent_id, place + (${value.rewordedId}::uuid is not null)::int as position,
      branch, case when ${value.rewordedId}::uuid is null then branched_from end as branched_from from message
  )`
}

/** `replaced`: the reply without words that stood there. */
function replaced(value: Values): SQL {
  return sql`replaced as (
    delete from ${messages} using message, placed, there
    where ${messages.sessionId} = ${value.sessionId} and ${messages.id} = there.id and is_reused
    returning 1
  )`
}

/** `edited`: the message in its new words, if there are any. */
function edited(value: Values): SQL {
  return sql`edited as (
    insert into ${into(messages, "sessionId", "chatId", "id", "branch", "branchedFrom", "position", "role", "status", "body", "tokens")}
    select ${value.sessionId}::uuid, ${value.chatId}::uuid, ${value.rewordedId}::uuid, branch, branched_from, place, 'user',
      'complete', ${value.body}::bytea, ${value.tokens}::int
    from message where ${value.rewordedId}::uuid is not null returning 1
  )`
}
