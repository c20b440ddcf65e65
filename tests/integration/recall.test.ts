import { countTokens } from "gpt-tokenizer/encoding/o200k_base"
import { v7 as uuidv7 } from "uuid"
import { beforeAll, expect, test } from "vitest"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { forgetHistory } from "@/lib/server/messages/history-cache"
import { rewindChat } from "@/lib/server/messages/rewind"
import { eraseSession } from "@/lib/server/my-data/erase"
import { perProcess } from "@/lib/server/process"
import { recall } from "@/lib/server/recall/recall"
import { removeQuestion } from "@/lib/server/removal/question"
import { newLease } from "@/lib/server/replies/lease"
import { interruptReply } from "@/lib/server/replies/recover"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"
import { ask, createVisitor, findAgain } from "@/tests/support/app/visitor"
import { scripted } from "@/tests/support/provider/scripted"

const BUDGET = 700
process.env.CONTEXT_TOKENS = String(BUDGET)

const FACT = "My canary Pavarotti only eats poppy seeds from Ostrheim."
const QUESTION = "Which seeds does my canary like?"

type LongChat = { visitor: Session; chatId: string; messageId: string }
let long: LongChat

beforeAll(async () => {
  long = await longChat(150)
})

/** A chat of so many questions with their answers; the second of them tells of a canary. */
async function longChat(questions: number): Promise<LongChat> {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "What can I borrow here?")
  const { messageId } = await ask(visitor, FACT, chatId)
  for (let number = 3; number <= questions; number++)
    await ask(visitor, `Where is shelf ${number} of the newspapers?`, chatId)
  return { visitor, chatId, messageId }
}

test("what was said in turn 3 of 300 is before the model when a question is about it", async () => {
  expect(await shownFor(long, QUESTION)).toContain(FACT)
  expect(await shownFor(long, "Where is shelf 7?")).not.toContain(FACT)
})

test("a process that has not seen the chat finds it as well, and names the day", async () => {
  forget(long)
  const shown = await shownFor(long, QUESTION)
  expect(shown).toContain(FACT)
  expect(shown).toMatch(/\[\w+,? \d{1,2} [A-Z][a-z]+ 20\d\d\]/)
  expect(shown, "what was left out").toContain("[…]")
})

test("the newest turns are there, whatever the question is about", async () => {
  await ask(long.visitor, "Is the lift broken?", long.chatId)
  expect(await shownFor(long, QUESTION)).toContain("Is the lift broken?")
})

test("what was removed is before the model no more, in this process and in others", async () => {
  const chat = await longChat(150)
  expect(await shownFor(chat, QUESTION)).toContain(FACT)
  expect(await removeQuestion(chat.visitor, chat)).toEqual({ isGone: false })
  expect(await shownFor(chat, QUESTION)).not.toContain("poppy")
  forget(chat)
  expect(await shownFor(chat, QUESTION)).not.toContain("poppy")
})

test("what was taken back is before the model no more, in this process and in others", async () => {
  const { visitor, chatId } = await longChat(40)
  const told = await ask(visitor, "I keep a second canary called Caruso.", chatId)
  for (let number = 1; number <= 20; number++) await ask(visitor, `And shelf ${number}?`, chatId)
  expect(await shownFor({ visitor, chatId }, "What is my second canary called?")).toContain("Caruso")
  const again = await regenerateReply(visitor, {
    chatId,
    messageId: told.messageId,
    replyId: uuidv7(),
    text: "Never mind.",
  })
  if (again.ok && again.job) await writeReply(again.job)
  expect(await shownFor({ visitor, chatId }, "What is my second canary called?")).not.toContain("Caruso")

  const other = await ask(visitor, "My third canary is called Gigli.", chatId)
  for (let number = 1; number <= 20; number++) await ask(visitor, `And shelf ${number}?`, chatId)
  expect(await shownFor({ visitor, chatId }, "What is my third canary called?")).toContain("Gigli")
  await rewoundElsewhere(visitor, chatId, other.messageId)
  expect(await shownFor({ visitor, chatId }, "What is my third canary called?")).not.toContain("Gigli")
})

test("a process forgets a chat that is deleted, and all of a visitor who erases everything", async () => {
  const [one, two] = [await longChat(40), await longChat(40)]
  for (const chat of [one, two]) await shownFor(chat, QUESTION)
  expect(remembered()).toEqual(expect.arrayContaining([keyOf(one), keyOf(two)]))
  await deleteChat(one.visitor, one.chatId)
  expect(remembered()).not.toContain(keyOf(one))
  await eraseSession(two.visitor)
  expect(remembered()).not.toContain(keyOf(two))
})

test("of a chat that is erased while it is being read nothing is kept", async () => {
  const chat = await longChat(40)
  const session = await findAgain(chat.visitor)
  if (!session) throw new Error("no session")
  const newest = Array.from({ length: 8_000 }, (_, back) => {
    const text = `Where is shelf ${back} of the newspapers?`
    return { role: "user" as const, text, tokens: 9, position: 8_000 - back, at: new Date() }
  })
  const asked = { session, chatId: chat.chatId, revision: 1, newest }
  const recalled = recall(asked, { role: "user", text: QUESTION, tokens: 9 }, 100)
  await eraseSession(chat.visitor)
  await recalled
  expect(remembered()).not.toContain(keyOf(chat))
})

test("what is remembered of a chat is used for the visitor's own chat only", async () => {
  await shownFor(long, QUESTION)
  const stranger = await createVisitor()
  const asked = { role: "user" as const, text: QUESTION, tokens: 9 }
  for (let revision = 0; revision < 3; revision++) {
    const chat = { session: stranger, chatId: long.chatId, revision, newest: [] }
    expect(await recall(chat, asked, 100)).toEqual({ said: [] })
  }
})

/** Asks, and gives all that the model was shown for it. */
async function shownFor({ visitor, chatId }: Omit<LongChat, "messageId">, text: string): Promise<string> {
  await ask(visitor, text, chatId)
  const messages = (await scripted.requests()).at(-1)?.body.messages ?? []
  const shown = messages.map(({ content }) => String(content))
  expect(shown.at(-1)?.endsWith(text)).toBe(true)
  expect(shown.reduce((sum, content) => sum + 4 + countTokens(content), 3)).toBeLessThanOrEqual(BUDGET)
  return shown.slice(0, -1).join("\n")
}

/** Another process takes a chat back to a message, and its answer is interrupted. */
async function rewoundElsewhere(session: Session, chatId: string, messageId: string): Promise<void> {
  const lease = newLease(session, chatId, uuidv7())
  const allowance = { messagesPerHour: 0, tokensPerDay: 0, reserve: 0 }
  await rewindChat({
    lease,
    messageId,
    reworded: { id: uuidv7(), text: "Never mind.", tokens: 3 },
    allowance,
  })
  await interruptReply(lease, "")
}

function forget({ visitor, chatId }: LongChat): void {
  forgetHistory(visitor, chatId)
  memories().delete(keyOf({ visitor, chatId }))
}

function remembered(): string[] {
  return [...memories().keys()]
}

function memories(): Map<string, unknown> {
  return perProcess("memories", () => new Map<string, unknown>())
}

function keyOf({ visitor, chatId }: Omit<LongChat, "messageId">): string {
  return `${visitor.id}/${chatId}`
}
