import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { listAudit } from "@/lib/server/admin/audit"
import { query } from "@/lib/server/db/client"
import {
  deleteDocument,
  findDocument,
  findText,
  listDocuments,
  readAgain,
} from "@/lib/server/documents/documents"
import { claimDocuments, countWaiting } from "@/lib/server/documents/queue"
import { hasOwnDocuments, hasPassages } from "@/lib/server/documents/search"
import { listSettings } from "@/lib/server/settings/history"
import { listShared } from "@/lib/server/sharing/answers"
import { countNewShared } from "@/lib/server/sharing/seen"
import { sendAlerts } from "@/lib/server/status/alerts"
import { findFirstSteps } from "@/lib/server/status/first-steps"
import { findCondition } from "@/lib/server/status/overview"
import { findSpending } from "@/lib/server/status/spending"
import { findStorage } from "@/lib/server/status/storage"
import { findStats } from "@/lib/server/usage/stats"
import { claimPassages } from "@/lib/server/vectors/vectors"
import { grown, readsOf, watchStatements } from "@/tests/support/database/reads"

/** Passages of other documents, hours that were counted, shared answers and entries of the log; then twenty times as many. */
const SMALL = 2_000
const LARGE = 20 * SMALL

/** Documents on the desk: their list is shown whole. */
const DOCUMENTS = 40

const MODEL = "numbers"

watchStatements()

test("no statement of what an operator looks at reads more as passages, days and shared answers grow", async () => {
  const small = await readsAt(SMALL)
  const large = await readsAt(LARGE)
  expect(large.size).toBeGreaterThan(20)
  expect(grown(small, large)).toEqual([])
})

async function readsAt(size: number) {
  const id = await seed(size)
  return readsOf({
    "the list of documents": listDocuments,
    "one document": async () => [await findDocument(id), await findText(id)],
    "whether there is anything to search in": async () => [await hasPassages(), await hasOwnDocuments()],
    "what waits to be read": async () => [await countWaiting(), await claimDocuments(1)],
    "reading again": () => readAgain(id),
    "what has no numbers yet": () => claimPassages(MODEL, 8, 600),
    "seven days": () => findStats({ range: "7d" }),
    "a day": () => findStats({ range: "24h" }),
    "the state of things": findCondition,
    spending: findSpending,
    storage: findStorage,
    "first steps": findFirstSteps,
    "shared answers": async () => [await countNewShared(), await listShared()],
    "the log": () => listAudit(50),
    settings: listSettings,
    alerts: sendAlerts,
    "deleting a document": () => deleteDocument(id),
  })
}

/** As much as that of everything; gives one of the documents. */
async function seed(size: number): Promise<string> {
  const id = uuidv7()
  await query(({ sql }) => sql`truncate documents, usage, sessions, audit_log cascade`)
  await query(
    ({ sql }) => sql`
      with added as (
        insert into documents (id, source, name, title, state, hash, bytes, kind, language, passages, text, version)
        select case n when 1 then ${id}::uuid else gen_random_uuid() end, 'upload', n || '.md', 'Guide', 'ready', ''::bytea, 9, 'md',
          'en', 10, 'Words', 1 from generate_series(1, ${DOCUMENTS}::int) n returning id
      ), filed as (
        insert into document_files (document_id, content) select id, ''::bytea from added
      ), cut as (
        insert into passages (document_id, version, seq, start, "end", heading, text, tokens, config, lexemes)
        select id, 1, n, 0, 5, '', 'Words', 1, 'english', to_tsvector('english', 'word' || n)
        from added, generate_series(1, ${size / DOCUMENTS}::int) n returning document_id, seq
      )
      insert into vectors (document_id, version, seq, model, numbers, claimed_until)
      select document_id, 1, seq, ${MODEL}, ''::bytea, now() from cut`,
    { isMany: true },
  )
  await query(
    ({ sql }) => sql`
      insert into usage (hour, metric, label, slot, value)
      select date_trunc('hour', now()) - interval '1 hour' * n, metric, '', 0, 1
      from generate_series(0, ${size}::int) n, unnest('{messages,chats,replies,inputTokens,outputTokens}'::text[]) metric
      union all
      select date_trunc('hour', now()) - interval '1 hour' * n, 'cited_documents', ${id}::text, 0, 1
      from generate_series(0, ${size}::int) n`,
    { isMany: true },
  )
  await query(
    ({ sql }) => sql`
      with born as (
        insert into sessions (id, token_hash, expires_at, last_active_at)
        select gen_random_uuid(), ''::bytea, now() + interval '30 days', now() from generate_series(1, ${size}::int) returning id
      ), keyed as (
        insert into session_keys (session_id, key_id, wrapped_key) select id, 'k1', ''::bytea from born
      ), made as (
        insert into chats (session_id, id, title, revision) select id, gen_random_uuid(), ''::bytea, 1 from born returning session_id, id
      ), said as (
        insert into messages (session_id, chat_id, id, position, role, status, body, tokens)
        select session_id, id, gen_random_uuid(), 1, 'assistant', 'complete', ''::bytea, 6 from made returning session_id, chat_id, id
      )
      insert into feedback (session_id, chat_id, message_id, rating, shared, shared_at)
      select session_id, chat_id, id, 'good', true, now() - interval '1 second' * n from (select *, row_number() over () as n from said) as numbered`,
    { isMany: true },
  )
  await query(
    ({ sql }) => sql`
      insert into audit_log (id, at, action) select gen_random_uuid(), now() - interval '1 minute' * n, 'signed_in' from generate_series(1, ${size}::int) n`,
  )
  return id
}
