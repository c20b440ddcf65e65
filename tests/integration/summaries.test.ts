import { setTimeout as pause } from "node:timers/promises"
import { countTokens } from "gpt-tokenizer/encoding/o200k_base"
import { beforeEach, expect, test } from "vitest"
import { deleteChat } from "@/lib/server/chats/delete"
import { findMemory } from "@/lib/server/chats/page"
import { forgetRemembered, listRemembered, noteStanding } from "@/lib/server/context/remembered"
import { query } from "@/lib/server/db/client"
import { forgetHistory } from "@/lib/server/messages/history-cache"
import { removeQuestion } from "@/lib/server/removal/question"
import { findLeftOf } from "@/lib/server/spending/spending"
import { freeLostSummaries } from "@/lib/server/summaries/lease"
import { beginWithoutLimits, most, set } from "@/tests/support/app/limits"
import {
  BUDGET,
  chatOf,
  counted,
  dayTokens,
  ENOUGH,
  goOn,
  type LongChat,
  rows,
  tokensOf,
  written,
} from "@/tests/support/app/long-chat"
import { again, turn } from "@/tests/support/app/versions"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import {
  answer,
  countedAnswer,
  cutAnswer,
  emptyAnswer,
  heldAnswer,
  refusal,
} from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

process.env.CONTEXT_TOKENS = String(BUDGET)

beginWithoutLimits()

const IN_SHORT = "The visitor goes through the shelves."
beforeEach(() => scripted.playSummary(answer(IN_SHORT)))

test("once not everything fits, the older part is summed up, shown to the model and on the page", async () => {
  const chat = await chatOf(12)
  expect(await scripted.summaries(), "everything fits").toEqual([])
  expect(await findMemory(chat.visitor, chat.chatId)).toEqual({})
  await goOn(chat, 40)
  expect((await findMemory(chat.visitor, chat.chatId)).summary?.text).toBe(IN_SHORT)
  const shown = await shownFor(chat)
  expect(shown).toContain(IN_SHORT)
  expect(shown).toContain("Where is shelf 52 of the newspapers?")
})

test("each summary goes on from the one before, and neither it nor any prompt is over the budget", async () => {
  const chat = await chatOf(ENOUGH)
  await scripted.playSummary(answer("And on to the higher shelves."))
  await goOn(chat, 40)
  const asked = (await scripted.summaries()).map(({ body }) => String(body.messages[1]?.content))
  expect(asked.length).toBeGreaterThan(2)
  const shelves = asked.map((text) => [...text.matchAll(/shelf (\d+)/g)].map(([, number]) => Number(number)))
  // Each shelf is told once, in order: nothing is summed up twice, and nothing left out.
  const told = shelves.flat()
  expect(told).toEqual(Array.from({ length: told.length }, (_, at) => at + 1))
  expect(asked[0]).not.toContain("<summary>")
  expect(asked.at(-1)).toContain("<summary>\nAnd on to the higher shelves.\n</summary>")
  for (const { body } of [...(await scripted.summaries()), ...(await scripted.requests())])
    expect(tokensOf(body.messages)).toBeLessThanOrEqual(BUDGET)
  expect((await rows(chat)).length).toBe(asked.length)
})

test("it is sealed, and another visitor's is not to be had", async () => {
  const chat = await chatOf(ENOUGH)
  const [row] = await rows(chat)
  expect(row?.body?.toString("latin1")).not.toContain("shelves")
  const stranger = await createVisitor()
  expect(await findMemory(stranger, chat.chatId)).toEqual({})
})

test("a summary of what was edited or turned away is neither shown nor before the model; turned back, it is there again", async () => {
  const chat = await chatOf(ENOUGH)
  const { visitor, chatId, messageIds } = chat
  expect((await findMemory(visitor, chatId)).summary?.text).toBe(IN_SHORT)
  await scripted.playSummary(answer("Another way through the house."))
  const reworded = await again(visitor, chatId, messageIds[2] ?? "", "Where are the maps?")
  expect(await findMemory(visitor, chatId)).toEqual({})
  expect(await shownFor(chat)).not.toContain(IN_SHORT)
  await goOn(chat, ENOUGH)
  expect((await findMemory(visitor, chatId)).summary?.text).toBe("Another way through the house.")
  expect(String((await scripted.summaries()).at(-1)?.body.messages[1]?.content)).not.toContain("shelf 3 ")
  await turn(visitor, chatId, reworded, -1)
  expect((await findMemory(visitor, chatId)).summary?.text).toBe(IN_SHORT)
  expect(await shownFor(chat)).toContain(IN_SHORT)
})

test("what is forgotten is in no summary any more, also where one is being written", async () => {
  const chat = await chatOf(2)
  const { visitor, chatId } = chat
  const { messageId } = await ask(visitor, "From now on, call me Ada.", chatId)
  await noteStanding(visitor, messageId)
  await goOn(chat, ENOUGH - 3)
  expect(await rows(chat)).not.toEqual([])
  expect(JSON.stringify(await scripted.summaries())).toContain("Ada")
  await forgetRemembered(visitor, { chatId, messageId })
  expect(await rows(chat)).toEqual([])
  const before = (await scripted.summaries()).length
  await goOn(chat, 3)
  const since = (await scripted.summaries()).slice(before)
  expect(since.length).toBeGreaterThan(0)
  expect(JSON.stringify(since)).not.toContain("Ada")
})

test("a summary that is written while its chat is deleted, or something in it forgotten, is not kept, but paid for", async () => {
  await set({ name: "session_tokens_per_day", value: 1_000_000 })
  for (const end of ["delete", "forget"] as const) {
    const chat = await chatOf(1)
    const { visitor, chatId } = chat
    const { messageId } = await ask(visitor, "From now on, call me Ada.", chatId)
    await noteStanding(visitor, messageId)
    await scripted.playSummary(heldAnswer(IN_SHORT))
    const going = goOn(chat, 40).catch((error: Error) => error)
    await expect.poll(async () => (await rows(chat)).length).toBe(1)
    if (end === "delete") await deleteChat(visitor, chatId)
    else await forgetRemembered(visitor, { chatId, messageId })
    await scripted.playSummary(answer("Later."))
    await scripted.release(100)
    await going
    expect((await rows(chat)).map(({ tokens }) => tokens)).not.toContain(countTokens(IN_SHORT))
    expect(await dayTokens(visitor)).toBe(await paidFor())
    await query(({ sql }) => sql`truncate usage`)
    await query(({ sql }) => sql`update sessions set day_tokens = 0`)
    await scripted.reset()
  }
})

test("it counts for the visitor's day and in the statistics; where too little is left, none is written", async () => {
  await set({ name: "session_tokens_per_day", value: 1_000_000 })
  await scripted.play(countedAnswer("Here.", 100, 10))
  await scripted.playSummary(countedAnswer(IN_SHORT, 700, 20))
  const chat = await chatOf(60)
  const written = (await rows(chat)).length
  expect(written).toBeGreaterThan(0)
  expect(await dayTokens(chat.visitor)).toBe(60 * 110 + written * 720)
  expect(await counted("input_tokens")).toBe(60 * 100 + written * 700)
  expect(await counted("summaries")).toBe(written)
  await query(({ sql }) => sql`delete from summaries`)
  const asked = (await scripted.summaries()).length
  // The answer is the last for which there is room: when it is settled, there is none for more.
  await set({ name: "session_tokens_per_day", value: (await dayTokens(chat.visitor)) + most() + 50 })
  await goOn(chat, 1)
  expect((await findLeftOf(chat.visitor))?.answers).toBe(0)
  expect((await scripted.summaries()).length, "no provider was asked").toBe(asked)
  await set({ name: "session_tokens_per_day", value: 1_000_000 })
  await goOn(chat, 1)
  expect((await scripted.summaries()).length).toBe(asked + 1)
})

test("where the site has too little left for the day, none is written", async () => {
  const chat = await chatOf(ENOUGH)
  await query(({ sql }) => sql`truncate usage, summaries`)
  await scripted.play(countedAnswer("Here.", 5, 1))
  const asked = (await scripted.summaries()).length
  // The answer is the last for which there is room.
  await set({ name: "site_tokens_per_day", value: most() + 3 })
  await goOn(chat, 1)
  expect((await scripted.summaries()).length).toBe(asked)
  await set({ name: "site_tokens_per_day", value: 100 * most() })
  await goOn(chat, 1)
  expect((await scripted.summaries()).length).toBe(asked + 1)
})

test("what a process reserved that is gone is free again, for the visitor and in the next summary", async () => {
  await set({ name: "session_tokens_per_day", value: 1_000_000 })
  const chat = await chatOf(ENOUGH)
  const { visitor, chatId } = chat
  const spent = await dayTokens(visitor)
  await query(
    ({ sql }) => sql`
      insert into summaries (session_id, chat_id, branch, position, epoch, lease_until, reserved)
      values (${visitor.id}, ${chatId}, 0, 59, gen_random_uuid(), now() - interval '1 second', 500)`,
  )
  await query(({ sql }) => sql`update sessions set day_tokens = day_tokens + 500 where id = ${visitor.id}`)
  expect(await freeLostSummaries(visitor)).toBe(true)
  expect(await dayTokens(visitor)).toBe(spent)
  expect(await freeLostSummaries(visitor)).toBe(false)
})

test("a provider that fails or says nothing leaves no summary, and is asked again ten minutes later, then twenty", async () => {
  for (const script of [refusal(500), cutAnswer("The visitor"), emptyAnswer, answer("   ")]) {
    await scripted.playSummary(script)
    const asked = (await scripted.summaries()).length
    const chat = await chatOf(ENOUGH)
    await goOn(chat, 5)
    expect((await scripted.summaries()).length, "once, for many answers").toBe(asked + 1)
    expect(await written(chat)).toEqual([])
    await minutesLater(chat, 11)
    await goOn(chat, 1)
    expect((await scripted.summaries()).length).toBe(asked + 2)
    await minutesLater(chat, 11)
    await goOn(chat, 1)
    expect((await scripted.summaries()).length).toBe(asked + 2)
    await minutesLater(chat, 10)
    await scripted.playSummary(answer(IN_SHORT))
    await goOn(chat, 1)
    expect((await written(chat)).length).toBe(1)
    await scripted.reset()
  }
})

test("what a model finds that the visitor asked for from then on is kept in mind; what was forgotten is not found again", async () => {
  const wish = "Short sentences suit me best, I tire quickly."
  const chat = await chatOf(1)
  const { visitor, chatId } = chat
  const { messageId } = await ask(visitor, wish, chatId)
  await scripted.playSummary(answer(`${IN_SHORT}\nKEEP: 2`))
  while ((await rows(chat)).length === 0) await goOn(chat, 1)
  expect(String((await scripted.summaries())[0]?.body.messages[1]?.content)).toContain(`Visitor (2): ${wish}`)
  expect(await listRemembered(visitor, chatId)).toEqual([{ id: messageId, text: wish }])
  expect((await findMemory(visitor, chatId)).summary?.text, "the line is not of the summary").toBe(IN_SHORT)
  await scripted.playSummary(answer(`${IN_SHORT}\nKEEP: none`))
  expect(await shownFor(chat)).toContain(wish)
  forgetHistory(visitor, chatId)
  expect(await shownFor(chat)).toContain(wish)
  await forgetRemembered(visitor, { chatId, messageId })
  await scripted.playSummary(answer(`${IN_SHORT}\nKEEP: 2`))
  await goOn(chat, 10)
  expect((await listRemembered(visitor, chatId)).map(({ id }) => id)).not.toContain(messageId)
  expect(await shownFor(chat)).not.toContain(wish)
})

test.each(["removed", "forgotten"])(
  "a summary that is stored in the moment in which something is %s is dropped",
  async (what) => {
    await scripted.playSummary(heldAnswer("It tells of shelf 3."))
    const chat = await chatOf(ENOUGH)
    const [, , messageId] = chat.messageIds as [string, string, string]
    const ids = { chatId: chat.chatId, messageId }
    if (what === "forgotten") await noteStanding(chat.visitor, messageId)
    await expect.poll(async () => (await rows(chat)).length).toBe(1)
    const [open] = await query(({ sql }) => sql`select * from summaries where chat_id = ${chat.chatId}`)
    // Stored, by a statement that holds its chat, while the other one waits for that with an older view.
    const held = Promise.withResolvers<void>()
    const storing = query(({ sql }) =>
      sql.begin(async (own) => {
        await own`select from chats where id = ${chat.chatId} for share`
        await own`update summaries set body = ${Buffer.from("words")}, reserved = 0 where chat_id = ${chat.chatId}`
        await held.promise
      }),
    )
    await pause(100)
    const gone = what === "removed" ? removeQuestion(chat.visitor, ids) : forgetRemembered(chat.visitor, ids)
    await pause(300)
    held.resolve()
    await storing
    await gone
    expect(await written(chat)).toEqual([])
    expect(open?.body).toBeNull()
    await scripted.release(50)
  },
)

test("a summary that may tell of it goes with it, and the next one is written without it", async () => {
  const chat = await chatOf(ENOUGH)
  expect(await written(chat)).not.toEqual([])
  const [, , third] = chat.messageIds
  await removeQuestion(chat.visitor, { chatId: chat.chatId, messageId: third as string })
  expect(await findMemory(chat.visitor, chat.chatId)).toEqual({})
  const before = (await scripted.summaries()).length
  await goOn(chat, 2)
  const summaries = (await scripted.summaries())
    .slice(before)
    .map(({ body }) => JSON.stringify(body.messages))
  expect(summaries.length).toBeGreaterThan(0)
  expect(summaries.join()).toContain("shelf 2 of")
  expect(summaries.join()).not.toContain("shelf 3 of")
})

/** Asks, and gives all that the model was shown for it. */
async function shownFor({ visitor, chatId }: LongChat): Promise<string> {
  await ask(visitor, "How are you?", chatId)
  return (
    (await scripted.requests())
      .at(-1)
      ?.body.messages.map(({ content }) => content)
      .join("\n") ?? ""
  )
}

/** What is not to be tried before then may be. */
async function minutesLater({ chatId }: LongChat, minutes: number): Promise<void> {
  await query(
    ({ sql }) => sql`
      update summaries set lease_until = lease_until - make_interval(mins => ${minutes}) where chat_id = ${chatId}`,
  )
}

/** Tokens of everything the provider was paid for. */
async function paidFor(): Promise<number> {
  return (await counted("input_tokens")) + (await counted("output_tokens"))
}
