import { v7 as uuidv7 } from "uuid"
import { beforeAll, expect, test } from "vitest"
import { findChat } from "@/lib/server/chats/chats"
import { sendMessage } from "@/lib/server/chats/send"
import { query } from "@/lib/server/db/client"
import { listMessages } from "@/lib/server/messages/messages"
import { flush } from "@/lib/server/replies/journal"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"
import { isLong } from "@/tests/support/app/settings"
import { createVisitor, findAgain } from "@/tests/support/app/visitor"
import { scripted } from "@/tests/support/provider/scripted"

const SWAPS = isLong ? 1000 : 250
const UNREADABLE = "Unreadable message"
const CLOSED = "does not open"

type Place = "title" | "question" | "answer" | "role" | "in flight" | "key"

/** A value where it lies: `name` is what shows it to a visitor, `refused` what is shown when it does not open. */
type SealedRow = {
  place: Place
  chat_id: string
  name: string
  table: string
  column: string
  key: string
  row: string
  value: Uint8Array | string
  refused: string
}
type Slot = SealedRow & { session: Session }

type Kind = { what: string; places: [Place, Place]; when?: (one: Slot, other: Slot) => boolean }

const sameVisitor = (one: Slot, other: Slot) => one.session === other.session
const sameChat = (one: Slot, other: Slot) => sameVisitor(one, other) && one.chat_id === other.chat_id

const kinds: Kind[] = [
  { what: "two questions of a chat", places: ["question", "question"], when: sameChat },
  { what: "a question and an answer of a chat", places: ["question", "answer"], when: sameChat },
  {
    what: "answers of two chats",
    places: ["answer", "answer"],
    when: (one, other) => sameVisitor(one, other) && !sameChat(one, other),
  },
  {
    what: "messages of two visitors",
    places: ["question", "answer"],
    when: (one, other) => !sameVisitor(one, other),
  },
  {
    what: "questions of two visitors with the same ids",
    places: ["question", "question"],
    when: (one, other) => !sameVisitor(one, other) && one.row === other.row,
  },
  { what: "titles of two chats", places: ["title", "title"] },
  { what: "a title and a question", places: ["title", "question"] },
  {
    what: "a title and a question with the same id",
    places: ["title", "question"],
    when: (one, other) => sameVisitor(one, other) && one.row === other.row,
  },
  { what: "a piece of an answer in flight and a message", places: ["in flight", "answer"] },
  {
    what: "the roles of two messages",
    places: ["role", "role"],
    when: (one, other) => sameChat(one, other) && one.value !== other.value,
  },
  { what: "the keys of two visitors", places: ["key", "key"] },
]

let slots: Slot[]

// The ids a visitor can choose are all alike, so that each part of where a value is sealed is once all that differs: of
// two visitors' questions only the session, of a chat and its first question only the table, column and role.
beforeAll(async () => {
  const messageIds = Array.from({ length: 9 }, () => uuidv7())
  const chatIds = messageIds.slice(0, 3)
  slots = []
  for (const name of ["Ada", "Ben", "Cleo"]) {
    const session = await createVisitor()
    for (const [at, messageId] of messageIds.entries()) {
      const chatId = chatIds[at % chatIds.length] ?? ""
      await converse(session, { chatId, messageId, text: `Question ${at} of ${name}` })
    }
    const begun = `Begun for ${name}`
    await leaveInFlight(session, [begun, " and not yet ended"])
    slots.push(...(await slotsOf(session)))
  }
})

test("values swapped hundreds of times: none is read in the other's place, the rest loads, and put back they read again", async () => {
  const random = seeded(20_261_122)
  const shown = await view(slots)
  expect(Object.keys(shown).length, "all there is, readable").toBe(3 * (3 + 1 + 18 + 2 + 1))
  expect(Object.values(shown).filter((text) => /^(Unreadable.*|the key.*|)$/.test(text))).toEqual([])
  let swaps = 0
  for (; swaps < SWAPS; swaps++) {
    const kind = kinds[swaps % kinds.length] as Kind
    const [one, other] = drawn(kind, random)
    const before = await view([one, other])
    await Promise.all([put(one, other.value), put(other, one.value)])
    const refused = { [keyOf(one)]: one.refused, [keyOf(other)]: other.refused }
    expect(await view([one, other]), kind.what).toEqual({ ...before, ...refused })
    await Promise.all([put(one, one.value), put(other, other.value)])
    expect(await view([one, other]), `${kind.what}, put back`).toEqual(before)
  }
  expect(swaps).toBe(SWAPS)
  expect(await view(slots)).toEqual(shown)
}, 60_000)

async function converse(session: Session, input: { chatId: string; messageId: string; text: string }) {
  await scripted.play({ pieces: [`Answer to ${input.text}`], ending: "stop" })
  await writeReply(await accept(session, input))
}

async function leaveInFlight(session: Session, pieces: string[]) {
  const { lease } = await accept(session, { chatId: uuidv7(), messageId: uuidv7(), text: "Still open" })
  let seq = 0
  for (const text of pieces) {
    seq += text.length
    await flush(lease, { chunk: { text, seq } })
  }
}

async function accept(session: Session, input: { chatId: string; messageId: string; text: string }) {
  const accepted = await sendMessage(session, input)
  if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
  return accepted.job
}

/** What the visitors see of everything in the chats of these slots, and whether their keys open. */
async function view(seen: Slot[]): Promise<Record<string, string>> {
  const parts = await Promise.all(seen.map((slot) => (slot.place === "key" ? viewKey(slot) : viewChat(slot))))
  return Object.assign({}, ...parts)
}

async function viewChat({ session, chat_id: chatId }: Slot): Promise<Record<string, string>> {
  const [chat, { messages }] = await Promise.all([findChat(session, chatId), listMessages(session, chatId)])
  const texts = messages.map(({ id, parts: [part], metadata }) => {
    const text = part?.type === "text" ? part.text : ""
    return [`${session.id}/${id}`, metadata?.unreadable ? UNREADABLE + text : text]
  })
  return { [`${session.id}/title of ${chatId}`]: chat?.title, ...Object.fromEntries(texts) }
}

async function viewKey(slot: Slot): Promise<Record<string, string>> {
  const found = await findAgain(slot.session)
  return { [keyOf(slot)]: found?.isUnreadable ? CLOSED : `opens for ${found?.id}` }
}

function keyOf({ session, name }: Slot): string {
  return `${session.id}/${name}`
}

/** A pair of slots of this kind. */
function drawn({ what, places: [first, second], when = () => true }: Kind, random: () => number) {
  const ones = slots.filter(({ place }) => place === first)
  const pairs = ones.flatMap((one) =>
    slots
      .filter((other) => other.place === second && other !== one && when(one, other))
      .map((other): [Slot, Slot] => [one, other]),
  )
  const pair = pairs[Math.floor(random() * pairs.length)]
  if (!pair) throw new Error(`there are no two values to swap: ${what}`)
  return pair
}

/** Everything sealed for a session. */
async function slotsOf(session: Session): Promise<Slot[]> {
  const rows = await query(
    ({ sql }) => sql<SealedRow[]>`
      select 'title' as place, id as chat_id, 'title of ' || id as name, 'chats' as "table", 'title' as "column", 'id' as key,
        id::text as row, title as value, 'Unreadable title' as refused from chats where session_id = ${session.id}
      union all select case role when 'user' then 'question' else 'answer' end, chat_id, id::text, 'messages', 'body', 'id',
        id::text, body, ${UNREADABLE} from messages where session_id = ${session.id}
      union all select 'in flight', chat_id, message_id::text, 'reply_journal', 'chunk', 'seq', seq::text, chunk,
        ${UNREADABLE} from reply_journal join replies using (session_id, chat_id) where session_id = ${session.id}
      union all select 'key', null, 'key', 'session_keys', 'wrapped_key', 'session_id', session_id::text, wrapped_key,
        ${CLOSED}
        from session_keys where session_id = ${session.id}`,
  )
  return [...rows, ...rows.flatMap(roleOf)].map((row) => ({ ...row, session }))
}

function roleOf(row: SealedRow): SealedRow[] {
  if (row.place !== "question" && row.place !== "answer") return []
  const value = row.place === "question" ? "user" : "assistant"
  return [{ ...row, place: "role", column: "role", value }]
}

function put({ session, table, column, key, row }: Slot, value: Slot["value"]) {
  return query(
    ({ sql }) => sql`
      update ${sql(table)} set ${sql(column)} = ${value}
      where session_id = ${session.id} and ${sql(key)}::text = ${row}`,
  )
}

/** Numbers from 0 to 1, the same ones in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
