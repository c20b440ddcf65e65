import "server-only"
import { type AnyColumn, and, desc, eq, lt, ne, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { chats } from "@/drizzle/schema/chats"
import { feedback } from "@/drizzle/schema/feedback"
import { messages } from "@/drizzle/schema/messages"
import { sessionKeys, sessions } from "@/drizzle/schema/sessions"
import type { SharedAnswer } from "@/lib/types"
import { openKey } from "../crypto/master-keys"
import { query } from "../db/client"
import { endOfChat, liveChat, liveSession } from "../expiry/conditions"
import { toFeedback } from "../messages/feedback"
import { openBody } from "../messages/messages"
import { dayOf } from "../usage/time-zone"
import { instantAt } from "./seen"

/** Newest first; `next` is the cursor of the following page, absent at the end. */
export type SharedPage = { answers: SharedAnswer[]; next?: string }

const PAGE = 50

/** The shared answers of live chats, 50 at a time. A made-up cursor reads as the first page. */
export async function listShared({ after }: { after?: string } = {}): Promise<SharedPage> {
  const rows = await sharedRows(after && CURSOR.test(after) ? after : undefined)
  const page = rows.slice(0, PAGE)
  return { answers: page.map(toAnswer), next: rows.length > PAGE ? page.at(-1)?.cursor : undefined }
}

const CURSOR = /^\d{1,17}$/

const answer = alias(messages, "answer")
const question = alias(messages, "question")

function sharedRows(after: string | undefined) {
  const { rating, shared, comment, ratedAt, sharedAt } = feedback
  return query(({ db }) => {
    // Beside each, so that the newest are gone through until there are enough: joined as a whole, all of them were read.
    const about = db
      .select({
        answerId: sql<string>`${answer.id}`.as("answer_id"),
        answerBody: sql<Uint8Array>`${answer.body}`.as("answer_body"),
        model: answer.model,
        questionId: sql<string | null>`${question.id}`.as("question_id"),
        questionBody: sql<Uint8Array | null>`${question.body}`.as("question_body"),
        sessionId: sessions.id,
        keyId: sessionKeys.keyId,
        wrappedKey: sessionKeys.wrappedKey,
        readableUntil: sql<string>`${dayOf(endOfChat())}::text`.as("readable_until"),
      })
      .from(sessions)
      .innerJoin(sessionKeys, eq(sessionKeys.sessionId, sessions.id))
      .innerJoin(chats, and(eq(chats.sessionId, sessions.id), eq(chats.id, feedback.chatId)))
      .innerJoin(answer, and(isMessage(answer, feedback.messageId), ne(answer.status, "removed")))
      .leftJoin(question, isMessage(question, answer.parentId))
      .where(and(eq(sessions.id, feedback.sessionId), liveSession(), liveChat()))
      .limit(1)
      .as("about")
    return db
      .select({
        feedback: { rating, shared, comment, ratedAt },
        about: about._.selectedFields,
        cursor: sql<string>`(extract(epoch from ${sharedAt}) * 1000000)::bigint::text`,
      })
      .from(feedback)
      .innerJoinLateral(about, sql`true`)
      .where(and(shared, after ? lt(sharedAt, instantAt(after)) : undefined))
      .orderBy(desc(sharedAt))
      .limit(PAGE + 1)
  })
}

function isMessage(message: typeof answer | typeof question, id: AnyColumn) {
  return and(eq(message.sessionId, sessions.id), eq(message.chatId, chats.id), eq(message.id, id))
}

type SharedRow = Awaited<ReturnType<typeof sharedRows>>[number]

function toAnswer({ feedback, about, cursor }: SharedRow): SharedAnswer {
  const { answerId, questionId, questionBody } = about
  const key = openKey(about.keyId, about.sessionId, about.wrappedKey)
  const session = key && { id: about.sessionId, key }
  const comment = session && toFeedback(session, answerId, feedback)?.comment
  const question = questionId && questionBody && { id: questionId, body: questionBody, role: "user" as const }
  return {
    cursor,
    question: session && question ? openBody(session, question) : undefined,
    answer: session && openBody(session, { id: answerId, body: about.answerBody, role: "assistant" }),
    comment: feedback.comment ? (comment ?? undefined) : "",
    rating: feedback.rating,
    model: about.model,
    ratedAt: feedback.ratedAt.toISOString(),
    readableUntil: about.readableUntil,
  }
}
