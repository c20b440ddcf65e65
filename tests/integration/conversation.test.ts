import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import type { Accepted } from "@/lib/server/chats/accepted"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { buildContext } from "@/lib/server/context/build"
import { query } from "@/lib/server/db/client"
import { env } from "@/lib/server/env"
import { forgetHistory } from "@/lib/server/messages/history-cache"
import { generate } from "@/lib/server/model/generate"
import type { Turn } from "@/lib/server/model/prompt"
import { countTokens } from "@/lib/server/model/tokens"
import { endReplies, stopReply } from "@/lib/server/replies/running"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"
import { isBlank } from "@/lib/text"
import { begin, lastMessage } from "@/tests/support/app/replies"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import {
  cutAnswer,
  emptyAnswer,
  heldAnswer,
  PLAIN_ANSWER,
  picky,
  pieces,
  refusal,
  type Script,
} from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

const broken: [string, Script][] = [
  ["failed", refusal(500)],
  ["was empty", emptyAnswer],
  ["was nothing but white space", pieces([" \n", "\u200b "])],
  ["broke off before the first word", cutAnswer("")],
]

test.each(broken)("a chat goes on after an answer that %s", async (_, script) => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "First?")
  await scripted.play(script)
  await ask(visitor, "Second?", chatId)
  await ask(visitor, "Third?", chatId)
  await goesOn(visitor, chatId, ["First?", PLAIN_ANSWER, "Second?\n\nThird?\n\nFourth?"])
})

test("a chat goes on whose first answers all failed", async () => {
  const visitor = await createVisitor()
  await scripted.play(refusal(404))
  const { chatId } = await ask(visitor, "First?")
  await goesOn(visitor, chatId, ["First?\n\nFourth?"])
})

test.each([
  ["stopped", (visitor: Session, chatId: string) => stopReply(visitor, chatId)],
  ["interrupted by the end of the process", () => endReplies(0)],
])("a chat goes on after an answer that was %s before its first word", async (_, end) => {
  await scripted.play(heldAnswer("Never said."))
  const { visitor, chatId, done } = await begin("First?")
  await scripted.expectRequests(1)
  await end(visitor, chatId)
  await done
  await goesOn(visitor, chatId, ["First?\n\nFourth?"])
})

test("a chat goes on after questions were asked again and reworded in vain", async () => {
  const visitor = await createVisitor()
  const { chatId } = await ask(visitor, "First?")
  await scripted.play(refusal(500))
  const { messageId } = await ask(visitor, "Second?", chatId)
  await again(visitor, { chatId, messageId })
  const rewordedId = uuidv7()
  await again(visitor, { chatId, messageId, text: "Reworded?", rewordedId })
  await scripted.play(picky(["turns"], "It goes on."))
  await again(visitor, { chatId, messageId: rewordedId })
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete", text: "It goes on." })
  await goesOn(visitor, chatId, ["First?", PLAIN_ANSWER, "Reworded?", "It goes on.", "Fourth?"])
})

test.each(["user", "assistant"])(
  "a chat goes on after messages of the %s do not open any more",
  async (role) => {
    const visitor = await createVisitor()
    const { chatId } = await ask(visitor, "First?")
    await ask(visitor, "Second?", chatId)
    await query(
      ({ sql }) => sql`
      update messages set body = '\\x00' where session_id = ${visitor.id} and role = ${role} and position <= 2`,
    )
    forgetHistory(visitor, chatId)
    const seen = role === "user" ? ["Second?"] : ["First?\n\nSecond?"]
    await goesOn(visitor, chatId, [...seen, PLAIN_ANSWER, "Fourth?"])
  },
)

test("a system prompt that says nothing is not sent", async () => {
  const prompt = { instructions: " \n", messages: [{ role: "user" as const, content: "Hm?" }], tokens: 9 }
  await generate({ model: "scripted" }, prompt, new AbortController().signal, () => {})
  expect((await scripted.requests())[0]?.body.messages.map(({ role }) => role)).toEqual(["user"])
})

test("whatever was said and however little room there is, what is sent is a conversation", async () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = randomFrom(seed)
    const history = Array.from({ length: random(40) }, () => randomTurn(random))
    const question: Turn = { ...randomTurn(random), role: "user" }
    if (isBlank(question.text)) question.text = "?"
    question.tokens = countTokens(question.text)
    env().CONTEXT_TOKENS = 40 + random(400)
    const { messages, tokens } = buildContext({
      instructions: "Be brief.",
      question,
      said: history,
      ...(random(2) > 0 && {
        recalled: {
          places: placesOf(history, random),
          clipsReplies: random(2) > 0,
          standing: placesOf(history, random),
        },
      }),
      ...(random(2) > 0 && { summary: randomTurn(random) }),
      budget: env().CONTEXT_TOKENS,
    })
    const sent = messages.map(({ role, content }) => ({ role, content: String(content) }))
    const because = `seed ${seed}`
    expect(
      sent.map(({ role }) => role),
      because,
    ).toEqual(sent.map((_, at) => ((sent.length - at) % 2 ? "user" : "assistant")))
    expect(sent[0]?.role, because).toBe("user")
    expect(
      sent.filter(({ content }) => isBlank(content)),
      because,
    ).toEqual([])
    expect(sent.at(-1)?.content.endsWith(question.text.slice(-3)), because).toBe(true)
    const counted = sent.reduce(
      (sum, { content }) => sum + 4 + countTokens(content),
      3 + 4 + countTokens("Be brief."),
    )
    expect(tokens, because).toBeLessThanOrEqual(env().CONTEXT_TOKENS)
    expect(counted, because).toBeLessThanOrEqual(tokens)
  }
})

/** Asks a server that takes nothing but a conversation; `sent`: what it is shown beside the instructions. */
async function goesOn(visitor: Session, chatId: string, sent: string[]) {
  await scripted.play(picky(["turns"], "It goes on."))
  await ask(visitor, "Fourth?", chatId)
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete", text: "It goes on." })
  const shown = (await scripted.requests()).at(-1)?.body.messages.slice(1)
  expect(shown?.map(({ content }) => content)).toEqual(sent)
}

async function again(
  visitor: Session,
  input: { chatId: string; messageId: string; text?: string; rewordedId?: string },
) {
  const { job } = (await regenerateReply(visitor, { ...input, replyId: uuidv7() })) as Accepted
  await writeReply(job as NonNullable<typeof job>)
}

/** Numbers below a limit, the same for the same seed. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}

function randomTurn(random: (limit: number) => number): Turn {
  const word = ["word ", "图书", "\n", " ", "😀", "a", "```\n", "Straße, "][random(8)] ?? ""
  const text = [word.repeat(random(60)), "", " \n\t", "\u200b"][random(8)] ?? `${word}end.`
  return { role: random(2) ? "user" : "assistant", text, tokens: countTokens(text) }
}

/** Some of the places of turns, in any order. */
function placesOf(turns: Turn[], random: (limit: number) => number): number[] {
  return [...turns.keys()].filter(() => random(3) > 0).toSorted(() => random(3) - 1)
}
