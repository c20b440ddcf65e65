import "server-only"
import { bodyPlace } from "../crypto/associated-data"
import { seal } from "../crypto/seal"
import { arrayLiteral, Merger } from "../db/batch"
import { query } from "../db/client"
import { liveChat, liveSession } from "../expiry/expiry"
import { perProcess } from "../process"
import { LEASE } from "../replies/lease"
import { countRow, countUsage } from "../usage/counters"
import type { Tail } from "./history-cache"
import type { Question } from "./insert"

/**
 * Stores a question and its running reply after the tail this process remembers, in one statement that reads no
 * message. Undefined when the tail is no longer the end of the chat, or the session or chat is gone: nothing was written.
 *
 * @throws a unique violation (23505) when another message or reply took the place.
 */
export function appendQuestion(question: Question, tail: Tail): Promise<Appended | undefined> {
  return appending.add({ ...question, tail })
}

type Item = Question & { tail: Tail }
type Appended = { message_id: string; at: Date }

const appending = perProcess("appending", () => new Merger(appendAll))

async function appendAll(items: Item[]): Promise<(Appended | undefined)[]> {
  const columns = columnsOf(items)
  const [text, values] =
    items.length === 1 ? [appendOne(), columns.flat()] : [appendMany(), columns.map(arrayLiteral)]
  const rows = await query(({ sql }) => sql.unsafe<Appended[]>(text, values, { prepare: true }))
  return items.map(({ lease }) => rows.find((row) => row.message_id === lease.messageId))
}

function columnsOf(items: Item[]): (string | number | null)[][] {
  return [
    items.map(({ lease }) => lease.session.id),
    items.map(({ lease }) => lease.chatId),
    items.map(({ tail }) => tail.revision),
    items.map(({ tail }) => tail.position + 1),
    items.map(({ messageId }) => messageId),
    items.map(sealQuestion),
    items.map(({ tokens }) => tokens),
    items.map(({ lease }) => lease.messageId),
    items.map(({ lease }) => lease.epoch),
    items.map(({ language }) => language ?? null),
  ]
}

function sealQuestion({ lease: { session }, messageId, text }: Item): string {
  return seal(session.key, bodyPlace(session, { id: messageId, role: "user" }), text).toString("hex")
}

// Numbered by hand: they run at every turn, and writing each value once halves their cost in both processes.
const appendOne = () => `
  with chat as (
    update chats set updated_at = now() where session_id = $1 and id = $2 and revision = $3 and ${liveChat("chats")}
      and exists (select from sessions s where s.id = $1 and ${liveSession("s")})
    returning session_id, id
  ), question as (
    insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
    select session_id, id, $5::uuid, $4::int, 'user', 'complete', decode($6, 'hex'), $7::int from chat
  ), counted as (${countRow("chat", [{ metric: "messages", label: "$10" }])})
  insert into replies (session_id, chat_id, message_id, parent_id, position, epoch, lease_until)
  select session_id, id, $8::uuid, $5::uuid, $4::int + 1, $9::uuid, now() + interval '${LEASE} seconds' from chat
  returning message_id, started_at as at`

const appendMany = () => `
  with given as (
    select * from unnest(
      $1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::uuid[], $6::text[], $7::int[], $8::uuid[], $9::uuid[], $10::text[]
    ) as g (session_id, chat_id, revision, position, message_id, body, tokens, reply_id, epoch, language)
  ), chat as (
    update chats c set updated_at = now() from given g join sessions s on s.id = g.session_id and ${liveSession("s")}
    where c.session_id = g.session_id and c.id = g.chat_id and c.revision = g.revision and ${liveChat("c")}
    returning g.*
  ), question as (
    insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
    select session_id, chat_id, message_id, position, 'user', 'complete', decode(body, 'hex'), tokens from chat
  ), counted as (${countUsage("chat", [{ metric: "messages", label: "language" }])})
  insert into replies (session_id, chat_id, message_id, parent_id, position, epoch, lease_until)
  select session_id, chat_id, reply_id, message_id, position + 1, epoch, now() + interval '${LEASE} seconds' from chat
  returning message_id, started_at as at`
