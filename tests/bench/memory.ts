import { v7 as uuidv7 } from "uuid"
import type { Sql } from "@/drizzle/client"
import { sendMessage } from "@/lib/server/chats/send"
import { recallHistory } from "@/lib/server/messages/history-cache"
import { finishReply } from "@/lib/server/replies/finish"
import { type Figures, measure, median, summarize } from "./measure"
import { MESSAGES_EACH, type Visitor } from "./seed"
import { mapTurn, plainTurn, type Turn } from "./yardsticks"

/** Who takes part. */
export const VISITORS = 200
const ROUNDS = 7
/** 240 bytes: a question or answer of some 60 tokens. */
export const TEXT = "The reading room on the second floor opens at nine and closes at six; "
  .repeat(4)
  .slice(0, 240)

export type MemoryResult = {
  stored: number
  parallel: number
  map: Figures
  plain: Figures
  alcove: Figures
  ratio: number
}

/** The memory turn against its yardsticks, interleaved round by round in one run, with `stored` messages in the tables. */
export async function benchMemory(sql: Sql, visitors: Visitor[], stored: number): Promise<MemoryResult[]> {
  const chats = visitors.map(({ session, chat }) => ({ session: session.id, chat }))
  const turns = {
    map: mapTurn(VISITORS * MESSAGES_EACH, VISITORS, TEXT),
    plain: plainTurn(sql, chats, TEXT),
    alcove: alcoveTurn(visitors),
  }
  return [await compare(turns, stored, 1), await compare(turns, stored, 32)]
}

async function compare(
  turns: Record<"map" | "plain" | "alcove", Turn>,
  stored: number,
  parallel: number,
): Promise<MemoryResult> {
  const count = parallel === 1 ? 200 : 1000
  const rounds: { plain: Figures; alcove: Figures; map: Figures }[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const plain = await measure(turns.plain, count, parallel, VISITORS)
    const alcove = await measure(turns.alcove, count, parallel, VISITORS)
    const map = await measure(turns.map, count, parallel, VISITORS)
    if (round > 0) rounds.push({ plain, alcove, map })
  }
  const middle = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick))
  const figures = (name: "map" | "plain" | "alcove"): Figures => ({
    p50: middle((round) => round[name].p50),
    p95: middle((round) => round[name].p95),
    perSecond: middle((round) => round[name].perSecond),
  })
  const ratio = middle((round) =>
    parallel === 1 ? round.alcove.p50 / round.plain.p50 : round.plain.perSecond / round.alcove.perSecond,
  )
  return { stored, parallel, map: figures("map"), plain: figures("plain"), alcove: figures("alcove"), ratio }
}

/** The real thing: accept a question (with the last 50 messages opened), then store the sealed answer. */
export function alcoveTurn(visitors: Visitor[]): Turn {
  return async (number) => {
    const { session, chat } = visitors[number] as Visitor
    const accepted = await sendMessage(session, { chatId: chat, messageId: uuidv7(), text: TEXT })
    if (!accepted.ok || !accepted.job) throw new Error(`not accepted: ${JSON.stringify(accepted)}`)
    await finishReply(accepted.job.lease, {
      status: "complete",
      text: TEXT,
      tokens: 60,
      model: "scripted",
      inputTokens: 3000,
      outputTokens: 60,
      firstTokenMs: 400,
    })
    accepted.job.ended?.()
    accepted.job.remember({ role: "assistant", text: TEXT, tokens: 60 })
    const turns = recallHistory(session, chat)?.turns
    const intact = turns?.filter(({ text }) => text.length === TEXT.length).length
    if (intact !== 50) throw new Error(`${intact} of 50 messages came back as they were stored`)
    return intact
  }
}

/** One turn after the other until it is over: what a visitor notices of what goes on beside. */
export function turnsOf(visitors: Visitor[]) {
  const turn = alcoveTurn(visitors)
  return async (isOver: (done: number) => boolean): Promise<Figures> => {
    const times: number[] = []
    while (!isOver(times.length)) {
      const start = performance.now()
      await turn(times.length % VISITORS)
      times.push(performance.now() - start)
    }
    return summarize(times)
  }
}
