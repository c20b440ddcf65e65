import { expect, test } from "vitest"
import { query } from "@/lib/server/db/client"
import { begin, lastMessage } from "@/tests/support/app/replies"
import {
  answer,
  countedAnswer,
  cutAnswer,
  emptyAnswer,
  garbledAnswer,
  heldAnswer,
  pieces,
  refusal,
  shortenedAnswer,
  silence,
  splitEmoji,
} from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

process.env.REPLY_TOKENS = "1500"

const failures = [
  [refusal(401), "failed", "not_authorized", ""],
  [refusal(429), "failed", "rate_limited", ""],
  [refusal(500), "failed", "provider_error", ""],
  [cutAnswer("half an ans"), "failed", "cut_off", "half an ans"],
  [garbledAnswer("half an ans"), "failed", "garbled", "half an ans"],
  [emptyAnswer, "failed", "empty", ""],
  [shortenedAnswer("up to here"), "complete", "length", "up to here"],
  [splitEmoji, "complete", undefined, "Smile 😀 family 👨‍👩‍👧 flag 🇫🇷 end"],
  [pieces(["nul\0 and half \ud83d", "!"]), "complete", undefined, "nul and half \ufffd!"],
] as const

test.each(failures)(
  "provider trouble %# ends as a typed reply that keeps what arrived",
  async (script, status, failure, text) => {
    await scripted.play(script)
    const { visitor, chatId, done } = await begin("Trouble?")
    await done
    expect(await lastMessage(visitor, chatId)).toMatchObject({ status, failure, text })
    expect(await scripted.requests()).toHaveLength(1)
  },
)

test("a provider that never answers is given up", async () => {
  await scripted.play(silence)
  const { visitor, chatId, done } = await begin("Anyone?")
  await done
  expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "failed", failure: "timed_out" })
})

test("no more than REPLY_TOKENS come back, whatever the provider sends", async () => {
  await scripted.play(answer("word ".repeat(5000)))
  const { visitor, chatId, done } = await begin("Talk.")
  await done
  const message = await lastMessage(visitor, chatId)
  expect(message).toMatchObject({ status: "complete", failure: "length" })
  expect(message.text.length).toBeGreaterThan(1400 * 5)
  expect(message.text.length).toBeLessThanOrEqual(1500 * 5)
})

test("a provider that has said REPLY_TOKENS is let go of, although it would go on", async () => {
  await scripted.play(heldAnswer("word ".repeat(5000)))
  const { done } = await begin("Talk.")
  await scripted.release(2000)
  await done
  await expect.poll(async () => (await scripted.requests()).at(-1)?.aborted).toBe(true)
})

const miscounted = [
  [10.5, 2.5],
  [1e15, 3e10],
  [-10, -2],
] as const

test.each(miscounted)(
  "what a provider claims to have counted (%d, %d) takes nothing from an answer, and is estimated",
  async (read, written) => {
    await scripted.play(countedAnswer("seen and kept", read, written))
    const { visitor, chatId, done } = await begin("Counted?")
    await done
    expect(await lastMessage(visitor, chatId)).toMatchObject({ status: "complete", text: "seen and kept" })
    const [row] = await query(
      ({ sql }) => sql`
        select input_tokens, output_tokens from messages where session_id = ${visitor.id} and role = 'assistant'`,
    )
    expect(row?.input_tokens).toBeGreaterThan(0)
    expect(row).toMatchObject({ output_tokens: 3 })
  },
)
