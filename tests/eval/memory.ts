import { readFile } from "node:fs/promises"
import { parseArgs } from "node:util"
import { buildContext, roomBeside } from "@/lib/server/context/build"
import { env } from "@/lib/server/env"
import type { Prompt } from "@/lib/server/model/prompt"
import { countTokens } from "@/lib/server/model/tokens"
import { Memory } from "@/lib/server/recall/memory"
import type { Said, SaidTurn } from "@/lib/server/recall/turns"
import { wordsOf } from "@/lib/server/retrieval/words"
import { appSettings } from "@/tests/support/app/settings"

/*
 * `npm run eval:memory -- FILE [--budget N]`: how much of what a question needs is in its context, for questions about long
 * chats from outside. No model is asked.
 */

type Message = { id: string; role: "user" | "assistant"; text: string; at?: string }
type Question = { text: string; evidence: string[] }
type Chat = { chat: string; messages: Message[]; questions: Question[] }

const { values, positionals } = parseArgs({ options: { budget: { type: "string" } }, allowPositionals: true })
Object.assign(process.env, appSettings("http://127.0.0.1:9"), {
  DATABASE_URL: "postgres://none@127.0.0.1/none",
})
const budget = Number(values.budget ?? env().CONTEXT_TOKENS)
const chats = (await readFile(positionals[0] ?? "", "utf8"))
  .split("\n")
  .filter((line) => line.trim())
  .map((line) => JSON.parse(line) as Chat)

const scores = chats.flatMap(scoresOf)
const mean = (value: (score: Score) => number) =>
  round(scores.reduce((sum, score) => sum + value(score), 0) / Math.max(scores.length, 1))
const maxTokens = Math.max(0, ...scores.map(({ tokens }) => tokens))
console.table({
  "recalled turns": { coverage: mean(({ coverage }) => coverage) },
  "the newest that fit": { coverage: mean(({ newest }) => newest) },
  "with every word of the question": { coverage: mean(({ every }) => every) },
})
console.log(
  JSON.stringify({
    questions: scores.length,
    budget,
    coverage: mean(({ coverage }) => coverage),
    recallAt10: mean(({ recallAt10 }) => recallAt10),
    maxTokens,
    overBudget: scores.filter(({ tokens }) => tokens > budget).length,
    msPerQuestion: mean(({ ms }) => ms),
  }),
)

type Score = Record<"coverage" | "newest" | "every" | "recallAt10" | "tokens" | "ms", number>

function scoresOf({ messages, questions }: Chat): Score[] {
  const memory = new Memory()
  for (const message of messages) memory.add(turnOf(message))
  return questions.map(({ text, evidence }) => {
    const wanted = evidence.flatMap((id) => messages.filter((message) => message.id === id))
    const share = (found: (message: Message) => boolean) =>
      wanted.filter(found).length / Math.max(wanted.length, 1)
    const began = performance.now()
    const said = memory.recall(turnOf({ text }), roomBeside(around(text)))
    const prompt = contextOf(text, said)
    const ms = performance.now() - began
    const best = new Set(said.recalled?.places.slice(0, 10).map((place) => messages[place]))
    const all = { said: memory.turns }
    return {
      coverage: share(isIn(prompt)),
      newest: share(isIn(contextOf(text, all))),
      every: share(isIn(contextOf(text, { ...all, recalled: withEveryWord(memory.turns, text) }))),
      recallAt10: share((message) => best.has(message)),
      tokens: counted(prompt),
      ms,
    }
  })
}

function turnOf({ role = "user", text, at }: Partial<Message> & { text: string }): SaidTurn {
  return { role, text, tokens: countTokens(text), ...(at && { at: new Date(at) }) }
}

function around(text: string) {
  return { instructions: env().SYSTEM_PROMPT, question: turnOf({ text }), budget }
}

function contextOf(text: string, said: Said): Prompt {
  return buildContext({ ...around(text), ...said })
}

/** Whether a message stands whole in what the model is shown. */
function isIn({ messages }: Prompt): (message: Message) => boolean {
  const shown = messages.map(({ content }) => content).join("\n")
  return ({ text }) => shown.includes(text)
}

function withEveryWord(turns: SaidTurn[], text: string) {
  const words = wordsOf(text)
  const places = [...turns.keys()].filter((place) => {
    const there = new Set(wordsOf(turns[place]?.text ?? ""))
    return words.every((word) => there.has(word))
  })
  return { places: places.reverse(), clipsReplies: false, standing: [] }
}

/** Tokens as a provider counts them: every message and the whole have a few around them. */
function counted({ instructions, messages }: Prompt): number {
  return [instructions, ...messages.map(({ content }) => content)].reduce(
    (sum, text) => sum + 4 + countTokens(text),
    3,
  )
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
