import { monitorEventLoopDelay } from "node:perf_hooks"
import { setImmediate as breathe } from "node:timers/promises"
import { v7 as uuidv7 } from "uuid"
import type { Sql } from "@/drizzle/client"
import { buildContext, roomBeside } from "@/lib/server/context/build"
import { bodyAssociatedData } from "@/lib/server/crypto/associated-data"
import { seal } from "@/lib/server/crypto/seal"
import { countTokens } from "@/lib/server/model/tokens"
import { forgetMemory, recall } from "@/lib/server/recall/recall"
import { median } from "./measure"
import { seedVisitor, type Visitor } from "./seed"

const SIZES = [600, 10_000]
const ROUNDS = 9
const BUDGET = 8_000

/** `cold`: ms when nothing of the chat is at hand; `warm`: when its index is; `block`: the longest the process did nothing else. */
export type RecallResult = { turns: number; cold: number; warm: number; block: number }

/** What the model is shown for a question in a chat of many turns of about thirty words. */
export async function benchRecall(sql: Sql): Promise<RecallResult[]> {
  const results: RecallResult[] = []
  for (const turns of SIZES) {
    const visitor = await seedVisitor(sql, "to be replaced")
    await fill(sql, visitor, turns)
    results.push(await measureRecall(visitor, turns))
  }
  return results
}

async function measureRecall({ session, chat: chatId }: Visitor, turns: number): Promise<RecallResult> {
  const times = { cold: [] as number[], warm: [] as number[] }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  // The first two are for the engine to get to know the code.
  for (let round = -2; round < ROUNDS; round++) {
    if (round === 0) delay.enable()
    forgetMemory(session, chatId)
    for (const kind of ["cold", "warm"] as const) {
      await breathe()
      const began = performance.now()
      const text = sentence(turns + 10 + round)
      const question = { role: "user" as const, text, tokens: countTokens(text) }
      const around = { instructions: "Be brief.", question, budget: BUDGET }
      const chat = { session, chatId, revision: 1, newest: [newest(turns)] }
      buildContext({ ...around, ...(await recall(chat, question, roomBeside(around))) })
      if (round >= 0) times[kind].push(performance.now() - began)
    }
  }
  delay.disable()
  return { turns, cold: median(times.cold), warm: median(times.warm), block: delay.max / 1e6 }
}

function newest(turns: number) {
  return { role: "user" as const, text: sentence(turns), tokens: 60, position: turns + 1, at: new Date() }
}

async function fill(sql: Sql, { session, chat }: Visitor, turns: number): Promise<void> {
  await sql`delete from messages where session_id = ${session.id} and chat_id = ${chat}`
  for (let from = 1; from <= turns; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, turns - from + 1) }, (_, at) => {
      const row = { id: uuidv7(), role: at % 2 ? "assistant" : "user" }
      const body = seal(session.key, bodyAssociatedData(session, row), sentence(from + at))
      return {
        ...row,
        session_id: session.id,
        chat_id: chat,
        position: from + at,
        status: "complete",
        body,
        tokens: 60,
      }
    })
    await sql`insert into messages ${sql(rows)}`
  }
  await sql`vacuum analyze messages`
}

/** Some thirty words of a vocabulary of 8,000, common ones more often: the same for the same number. */
function sentence(number: number): string {
  let state = number + 1
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const word = () => {
    const rank = Math.floor(8_000 ** random())
    return `${SYLLABLES[rank % 23]}${SYLLABLES[(rank >> 3) % 23]}${SYLLABLES[(rank >> 7) % 23]}`
  }
  for (let warm = 0; warm < 5; warm++) random()
  return Array.from({ length: 30 }, word).join(" ")
}

const SYLLABLES = "ba ke lo mi nu pa re so ti vu da fe go hi ju ka le mo ni pu ra se to".split(" ")
