import "server-only"
import { and, eq, inArray, sql } from "drizzle-orm"
import { messages } from "@/drizzle/schema/messages"
import { titleFrom } from "@/lib/text"
import { words } from "@/lib/words/words"
import { titleAssociatedData } from "../crypto/associated-data"
import { open } from "../crypto/seal"
import { query } from "../db/client"
import { picked, type Row, statement } from "../db/statement"
import { isLive } from "../expiry/conditions"
import { isShown, stretches } from "../messages/branches"
import { openBody } from "../messages/messages"
import { listVersions } from "../messages/versions"
import type { Session } from "../sessions/session"

type Question = Row<typeof messages, "id" | "role" | "body" | "position">

/** The first two questions that are shown of a chat. */
export const oldest = statement<{ sessionId: string; chatId: string }, Question>(
  (value) => sql`
    with ${stretches(value)}
    select oldest.* from stretches cross join lateral (
      select ${picked(messages, "id", "role", "body", "position")} from ${messages}
      where ${isShown(value)} and ${messages.role} = 'user' and ${isLive(value.sessionId, value.chatId)}
      order by ${messages.position} limit 2
    ) as oldest order by position limit 2`,
)

/** A chat is called by the words of its first question: another name, of the next one, unless its visitor gave it one. */
export async function titleWithout(
  session: Session,
  chat: { id: string; title: Uint8Array },
  first: Question,
  second: Question,
): Promise<string | undefined> {
  const title = open(session.key, titleAssociatedData(session, chat.id), chat.title)
  const names = (await versionsOf(session, chat.id, first)).map((row) =>
    titleFrom(openBody(session, row) ?? ""),
  )
  if (title === undefined || !names.includes(title)) return undefined
  return titleFrom(openBody(session, second) ?? "") || words.exported.unreadable.title
}

async function versionsOf(session: Session, chatId: string, { id, position }: Question) {
  const ids = (await listVersions(session, chatId, position, position)).map((version) => version.id)
  const { role, body } = messages
  return query(({ db }) =>
    db
      .select({ id: messages.id, role, body })
      .from(messages)
      .where(and(eq(messages.sessionId, session.id), inArray(messages.id, [id, ...ids]))),
  )
}
