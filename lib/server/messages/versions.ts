import "server-only"
import { and, eq, sql } from "drizzle-orm"
import { chats } from "@/drizzle/schema/chats"
import { messages } from "@/drizzle/schema/messages"
import { replies } from "@/drizzle/schema/replies"
import { sessions } from "@/drizzle/schema/sessions"
import type { ChatVersion } from "@/lib/types"
import { query } from "../db/client"
import { picked, type Row, statement } from "../db/statement"
import { liveChat, liveSession } from "../expiry/conditions"
import { replyOf } from "../replies/lease"
import { recoverReply } from "../replies/recover"
import type { Session } from "../sessions/session"
import { ROOT } from "./branches"
import { forgetHistory } from "./history-cache"

/** One of several versions of a message: they stand at one position, and go off from one branch. */
export type Version = Row<typeof messages, "id" | "position" | "branch"> & { from: number }

/** Where a message stands. */
type Place = Row<typeof messages, "position" | "branch" | "branchedFrom">

/** All versions of messages from a position up to another, of those messages that have several. */
export function listVersions(
  session: Session,
  chatId: string,
  first: number,
  last: number,
): Promise<Version[]> {
  return list({ sessionId: session.id, chatId, first, last })
}

const list = statement<{ sessionId: string; chatId: string; first: number; last: number }, Version>(
  ({ sessionId, chatId, first, last }) => sql`
    with later as (
      select ${picked(messages, "id", "position", "branch")}, ${messages.branchedFrom} as "from" from ${messages}
      where ${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId} and ${messages.branchedFrom} is not null
        and ${messages.position} between ${first} and ${last}
      union all
      select ${replies.messageId}, ${replies.position}, ${replies.branch}, ${replies.branchedFrom} from ${replies}
      where ${replies.sessionId} = ${sessionId} and ${replies.chatId} = ${chatId} and ${replies.branchedFrom} is not null
        and ${replies.position} between ${first} and ${last}
    ), place as (select distinct position, "from" from later)
    select * from later
    union all
    select ${picked(messages, "id", "position", "branch")}, place."from" from place join ${messages}
      on ${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId} and ${messages.position} = place.position
      and ${messages.branch} = greatest(place."from", 0) and ${messages.branchedFrom} is null
    order by branch`,
)

/** Which of its versions a message is. Undefined when there is only this one. */
export function versionOf(place: Place, versions: Version[]): ChatVersion | undefined {
  const all = versionsOf(place, versions)
  const number = all.findIndex(({ branch }) => branch === place.branch) + 1
  return all.length > 1 && number > 0 ? { number, of: all.length } : undefined
}

/** The versions of the message at a place, in the order in which they came. */
function versionsOf({ position, branch, branchedFrom }: Place, versions: Version[]): Version[] {
  const from = branchedFrom ?? (position === 1 ? ROOT : branch)
  return versions.filter((version) => version.position === position && version.from === from)
}

/** The id of the version that is shown now, or why nothing changed. */
type Turned = { shown: string } | "busy" | "not_found"

/**
 * Shows the version of a message that comes `by` places after it, and below it what was written last; the same when there is none,
 * or another version than this one is shown by now. `busy` while an answer is being written, `not_found` when there is no such
 * message.
 */
export async function showVersion(session: Session, asked: Asked): Promise<Turned> {
  // What is left of one whose process is gone is stored first.
  await recoverReply(session, asked.chatId)
  for (let left = TRIES; left > 0; left--) {
    const turned = await tryToShow(session, asked)
    if (turned !== "changed") return turned
  }
  return "busy"
}

type Asked = { chatId: string; messageId: string; by: number }

/** The chat may have changed in the same moment, also without an answer: something in it was noted. */
const TRIES = 3

async function tryToShow(session: Session, { chatId, messageId, by }: Asked): Promise<Turned | "changed"> {
  const chat = await findBranches(session, chatId)
  const [place] = await placeOf(session, chatId, messageId)
  if (!chat) return "not_found"
  if (!place) return (await isBeingWritten(session, chatId, messageId)) ? "busy" : "not_found"
  const versions = await listVersions(session, chatId, place.position, place.position)
  const all = versionsOf(place, versions)
  if (!isOnPath(chat.path, place))
    return { shown: all.find((version) => isOnPath(chat.path, version))?.id ?? messageId }
  const wanted = all[all.findIndex(({ branch }) => branch === place.branch) + by]
  if (!wanted) return { shown: messageId }
  forgetHistory(session, chatId)
  const path = pathThrough(chat.path, wanted, await listBranches(session, chatId))
  return (await turn(session, chatId, path, chat.revision)) ? { shown: wanted.id } : "changed"
}

async function findBranches(session: Session, chatId: string) {
  const { path, revision } = chats
  const [chat] = await query(({ db }) =>
    db
      .select({ path, revision })
      .from(chats)
      .innerJoin(sessions, eq(sessions.id, chats.sessionId))
      .where(and(eq(sessions.id, session.id), eq(chats.id, chatId), liveSession(), liveChat())),
  )
  return chat && { revision: chat.revision, path: chat.path ?? [0, 1] }
}

function placeOf(session: Session, chatId: string, id: string): Promise<Place[]> {
  const { position, branch, branchedFrom } = messages
  return query(({ db }) =>
    db
      .select({ position, branch, branchedFrom })
      .from(messages)
      .where(and(eq(messages.sessionId, session.id), eq(messages.chatId, chatId), eq(messages.id, id))),
  )
}

async function isBeingWritten(session: Session, chatId: string, id: string): Promise<boolean> {
  const running = await query(({ db }) =>
    db
      .select({ id: replies.messageId })
      .from(replies)
      .where(and(replyOf(session, chatId), eq(replies.messageId, id))),
  )
  return running.length > 0
}

/** A branch: where it begins, of which it goes off, and when something was written in it last. */
type Branch = { branch: number; start: number; from: number | null; lastAt: Date }

function listBranches(session: Session, chatId: string): Promise<Branch[]> {
  return branchesOf({ sessionId: session.id, chatId })
}

const branchesOf = statement<{ sessionId: string; chatId: string }, Branch>(({ sessionId, chatId }) => {
  const isOfChat = sql`${messages.sessionId} = ${sessionId} and ${messages.chatId} = ${chatId}`
  return sql`
    with begun as (
      select 0 as branch, 1 as start, null::int as "from"
      union all
      select ${messages.branch}, ${messages.position}, ${messages.branchedFrom} from ${messages}
      where ${isOfChat} and ${messages.branchedFrom} is not null
    )
    select begun.*, last.at as "lastAt" from begun cross join lateral (
      select ${messages.createdAt} as at from ${messages}
      where ${isOfChat} and ${messages.branch} = begun.branch order by ${messages.position} desc limit 1
    ) as last`
})

/** Whether what stands there is shown. */
function isOnPath(path: number[], { position, branch }: Pick<Place, "position" | "branch">): boolean {
  const at = stretchesOf(path).findLast(([, start]) => start <= position)
  return at?.[0] === branch
}

/** What was shown up to a version, then that, and below it the way to what was written last. */
function pathThrough(path: number[], { branch, position }: Version, branches: Branch[]): number[] {
  const shown = stretchesOf(path).filter(([, start]) => start < position)
  if (shown.at(-1)?.[0] !== branch) shown.push([branch, position])
  const ways = branches.flatMap((end) => wayTo(end, branch, position, branches) ?? [])
  const last = ways.toSorted((a, b) => b.lastAt.getTime() - a.lastAt.getTime())[0]
  return [...shown, ...(last?.stretches ?? [])].flat()
}

type Way = { stretches: [branch: number, start: number][]; lastAt: Date }

/** The way from a branch, below a position, to another one. Undefined when it does not lead there. */
function wayTo(end: Branch, branch: number, position: number, branches: Branch[]): Way | undefined {
  const stretches: Way["stretches"] = []
  let at: Branch | undefined = end
  while (at && at.branch !== branch) {
    const { from, start }: Branch = at
    stretches.unshift([at.branch, start])
    at = start > position ? branches.find((other) => other.branch === from) : undefined
  }
  return at && { stretches, lastAt: end.lastAt }
}

function stretchesOf(path: number[]): [branch: number, start: number][] {
  return Array.from({ length: path.length / 2 }, (_, at) => [path[2 * at] ?? 0, path[2 * at + 1] ?? 1])
}

/** Shows it, unless an answer is being written or the chat went on meanwhile. */
async function turn(session: Session, chatId: string, path: number[], revision: number): Promise<boolean> {
  const running = sql`exists (
    select from ${replies} where ${replies.sessionId} = ${session.id} and ${replies.chatId} = ${chatId}
  )`
  const isAsSeen = and(eq(chats.sessionId, session.id), eq(chats.id, chatId), eq(chats.revision, revision))
  const turned = await query(({ db }) =>
    db
      .update(chats)
      .set({ path, revision: sql`${chats.revision} + 1` })
      .where(and(isAsSeen, sql`not ${running}`))
      .returning({ id: chats.id }),
  )
  return turned.length > 0
}
