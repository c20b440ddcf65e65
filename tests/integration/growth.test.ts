import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { findChat, listChats } from "@/lib/server/chats/chats"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { cleanUp, previewCleanup } from "@/lib/server/cleanups/cleanup"
import { query } from "@/lib/server/db/client"
import { applyRetention, findOverdue } from "@/lib/server/expiry/expiry"
import { rateReply } from "@/lib/server/messages/feedback"
import { findMessage, listMessages } from "@/lib/server/messages/messages"
import { showVersion } from "@/lib/server/messages/versions"
import { NOTHING } from "@/lib/server/model/usage"
import { exportOf } from "@/lib/server/my-data/export"
import { removeQuestion } from "@/lib/server/removal/question"
import { writeReply } from "@/lib/server/replies/write"
import { ask, createVisitor, findAgain } from "@/tests/support/app/visitor"
import { grown, readsOf, watchStatements } from "@/tests/support/database/reads"
import "@/tests/support/provider/scripted"
import { rememberAcross, type Session } from "@/lib/server/sessions/session"
import { endSummary } from "@/lib/server/summaries/end"
import { beginSummary, freeAllLostSummaries } from "@/lib/server/summaries/lease"
import { findSummary } from "@/lib/server/summaries/summaries"
import { summarise } from "@/lib/server/summaries/write"

/** Sessions, each with a chat of four messages, and messages of the one long chat; the second time twenty times as many. */
const SMALL = { sessions: 1_000, messages: 400 }
const LARGE = { sessions: 20_000, messages: 8_000 }

watchStatements()

test("no statement of what visitors and cleanups do reads more as sessions and messages grow", async () => {
  const small = await costsOf(SMALL)
  const large = await costsOf(LARGE)
  expect(large.size).toBeGreaterThan(25)
  expect(grown(small, large)).toEqual([])
})

/** What each statement reads, by its text, in a database of that size. */
async function costsOf(size: typeof SMALL) {
  await seed(size.sessions)
  const visitor = await createVisitor()
  const long = await ask(visitor, "How long is this chat?")
  await lengthen(visitor, long.chatId, size.messages)
  return readsOf(acts(visitor, long))
}

/** Everything that is done with a long chat, and by a cleanup that finds nothing. */
function acts(
  visitor: Session,
  { chatId, messageId, replyId }: Awaited<ReturnType<typeof ask>>,
): Record<string, () => Promise<unknown>> {
  return {
    "being recognised": () => findAgain(visitor),
    "listing chats": () => listChats(visitor),
    "opening a chat": async () => [await findChat(visitor, chatId), await listMessages(visitor, chatId)],
    "reading on": async () => {
      const { before } = await listMessages(visitor, chatId)
      return listMessages(visitor, chatId, { before })
    },
    "finding a message": () => findMessage(visitor, chatId, messageId),
    rating: () =>
      rateReply(visitor, { chatId, messageId: replyId, rating: "good", shared: true, comment: "Well." }),
    sending: () => ask(visitor, "And now?", chatId),
    "sending again": () => ask(visitor, "And then?", chatId),
    "beginning a chat": async () => deleteChat(visitor, (await ask(visitor, "Another one?")).chatId),
    "asking the last question again": async () => {
      const last = await ask(visitor, "And at last?", chatId)
      const again = await regenerateReply(visitor, { chatId, messageId: last.messageId, replyId: uuidv7() })
      if (again.ok && again.job) await writeReply(again.job)
    },
    "rewording a question, and turning back": async () => {
      const last = await ask(visitor, "And after all?", chatId)
      const ids = { replyId: uuidv7(), rewordedId: uuidv7() }
      const again = await regenerateReply(visitor, {
        chatId,
        messageId: last.messageId,
        text: "And after that?",
        ...ids,
      })
      if (again.ok && again.job) await writeReply(again.job)
      await showVersion(visitor, { chatId, messageId: ids.rewordedId, by: -1 })
      await listMessages(visitor, chatId)
    },
    "summing up": async () => {
      const revision = await revisionOf(chatId)
      await summarise({ session: visitor, chatId, revision })
      const wanted = { revision, forgotten: 0, position: 2, need: 1, tokensPerDay: 1_000_000, beside: 0 }
      const lease = await beginSummary({ session: visitor, chatId, ...wanted })
      if (!lease) throw new Error("no summary was begun")
      await endSummary(lease, { text: "In short.", tokens: 3, model: "scripted", usage: NOTHING })
      await findSummary(visitor, chatId)
      await freeAllLostSummaries()
    },
    "removing a question": async () => {
      const { messageId } = await ask(visitor, "And what not?", chatId)
      await removeQuestion(visitor, { chatId, messageId })
    },
    "remembering other chats": async () => {
      await rememberAcross(visitor, true)
      await deleteChat(visitor, (await ask(visitor, "What did I say?")).chatId)
      await rememberAcross(visitor, false)
    },
    "the first page of what is taken along": async () => exportOf(visitor),
    "shortening what was promised": applyRetention,
    "what is overdue": findOverdue,
    "a cleanup": cleanUp,
    "its preview": previewCleanup,
  }
}

async function revisionOf(chatId: string): Promise<number> {
  const [chat] = await query(
    ({ sql }) => sql<{ revision: number }[]>`select revision from chats where id = ${chatId}`,
  )
  return chat?.revision ?? 0
}

async function seed(sessions: number): Promise<void> {
  await query(({ sql }) => sql`truncate sessions cascade`)
  await query(({ sql }) => sql`truncate usage`)
  await query(
    ({ sql }) => sql`
      with born as (
        insert into sessions (id, token_hash, expires_at, last_active_at)
        select gen_random_uuid(), ''::bytea, at + interval '30 days', at
        from (select now() - interval '20 days' * random() as at from generate_series(1, ${sessions}::int)) as times returning id
      ), keyed as (
        insert into session_keys (session_id, key_id, wrapped_key) select id, 'k1', ''::bytea from born
      ), made as (
        insert into chats (session_id, id, title, revision) select id, gen_random_uuid(), ''::bytea, 1 from born
        returning session_id, id
      )
      insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
      select session_id, made.id, gen_random_uuid(), n, case when n % 2 = 1 then 'user' else 'assistant' end, 'complete', ''::bytea, 6
      from made, generate_series(1, 4) n`,
    { isMany: true },
  )
  // Counters of hours that have ended, folded already.
  await query(
    ({ sql }) => sql`
      insert into usage (hour, metric, label, slot, value)
      select date_trunc('hour', now()) - interval '1 hour' * n, metric, '', 0, 1
      from generate_series(3, ${Math.round(sessions / 10)}::int) n, unnest('{messages,chats,replies}'::text[]) metric`,
  )
}

async function lengthen({ id }: Session, chatId: string, messages: number): Promise<void> {
  await query(
    ({ sql }) =>
      sql`update messages set position = position + ${messages} where session_id = ${id} and chat_id = ${chatId}`,
  )
  await query(
    ({ sql }) => sql`
      insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
      select ${id}::uuid, ${chatId}::uuid, gen_random_uuid(), n, case when n % 2 = 1 then 'user' else 'assistant' end, 'complete',
        ''::bytea, 60 from generate_series(1, ${messages}::int) n`,
    { isMany: true },
  )
}
