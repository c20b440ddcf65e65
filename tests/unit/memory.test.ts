import { countTokens } from "gpt-tokenizer/encoding/o200k_base"
import { describe, expect, test } from "vitest"
import { buildContext, roomBeside } from "@/lib/server/context/build"
import { countTokens as counted } from "@/lib/server/model/tokens"
import { Memory } from "@/lib/server/recall/memory"
import type { SaidTurn } from "@/lib/server/recall/turns"
import { SECRETS } from "@/tests/support/app/settings"

Object.assign(process.env, SECRETS, { DATABASE_URL: "postgres://none@127.0.0.1/none", TIME_ZONE: "UTC" })

const INSTRUCTIONS = "Be brief."

describe("what a question is about is found among many turns", () => {
  test.each([
    ["English, inflected", "We were walking two dogs along the canal.", "Where did I walk the dog?"],
    ["Finnish, inflected", "Veljeni asuu Rovaniemellä.", "Kenen luona Rovaniemen talossa olin?"],
    ["German, a compound", "Die Bibliotheksöffnungszeiten hängen aus.", "Wann öffnet die Bibliothek?"],
    ["Russian", "Мою кошку зовут Мурка.", "Как зовут кошку?"],
    ["Arabic", "مكتبة المدينة تفتح في التاسعة.", "متى تفتح المكتبة؟"],
    ["Chinese", "我的猫叫小白，它喜欢吃鱼。", "小白喜欢吃什么？"],
    ["Japanese", "図書館の会員番号は七番です。", "会員番号は何ですか。"],
    ["Thai", "แมวของฉันชื่อมะลิ", "แมวชื่ออะไร"],
    ["misspelt", "The accordeon belongs to my uncle.", "Whose acordeon is it?"],
    ["a number", "The parcel is XJ-9921-QZ.", "What about xj9921qz?"],
  ])("%s", (_, fact, question) => {
    const memory = memoryOf([
      ...chatter(30),
      { role: "user", text: fact },
      { role: "assistant", text: "I see." },
      ...chatter(40),
    ])
    expect(shown(memory, question, 300)).toContain(fact)
  })

  test("by the day on which it was said", () => {
    const on = (day: string) => new Date(`2026-${day}T12:00:00Z`)
    const memory = memoryOf([
      ...chatter(30).map((turn) => ({ ...turn, at: on("03-02") })),
      { role: "user", text: "The heron was there again.", at: on("04-17") },
      { role: "assistant", text: "Lovely.", at: on("04-17") },
      ...chatter(40).map((turn) => ({ ...turn, at: on("05-20") })),
    ])
    const seen = shown(memory, "What did I see on 17 April?", 300)
    expect(seen).toMatch(/\[\w+,? 17 April 2026\]\nThe heron was there again\./)
    expect(seen).toMatch(/\[\w+,? 20 May 2026\]/)
  })

  test("an answer, by the words of the question before it", () => {
    const memory = memoryOf([
      ...chatter(30),
      { role: "user", text: "What shall I name the tortoise?" },
      { role: "assistant", text: "Hannibal." },
      ...chatter(40),
    ])
    expect(shown(memory, "Which name did the tortoise get?", 300)).toContain("Hannibal.")
  })

  test("where replies are long visitors' messages are, and their replies come in clipped", () => {
    const essay = `${"The history of paper begins in China and goes on for long. ".repeat(60)}Canary.`
    const turns = Array.from({ length: 20 }, (_, number) => [
      { role: "user" as const, text: `Write about paper, part ${number}.` },
      { role: "assistant" as const, text: essay },
    ]).flat()
    const fact = { role: "user" as const, text: "I own a canary called Caruso." }
    const memory = memoryOf([...turns.slice(0, 6), fact, { role: "assistant", text: essay }, ...turns])
    const seen = shown(memory, "What is my canary called?", 2000)
    expect(seen).toContain(fact.text)
    expect(seen).toContain("the middle of this long message was left out")
  })
})

describe("what a visitor asked for from then on", () => {
  const asked = { role: "user" as const, text: "From now on, answer in Finnish." }

  test("is before the model whatever a question is about", () => {
    const memory = memoryOf([asked, { role: "assistant", text: "Selvä." }, ...chatter(200)])
    expect(shown(memory, "Where is shelf 99?", 300)).toContain(asked.text)
  })

  test("takes a share of the room and no more, the newest of it first", () => {
    const wishes = Array.from({ length: 100 }, (_, number) => [
      { role: "user" as const, text: `From now on, mention the colour number ${number}.` },
      { role: "assistant" as const, text: "Very well." },
    ]).flat()
    const memory = memoryOf([
      ...wishes,
      { role: "user", text: "My tortoise is called Hannibal." },
      ...chatter(101).slice(1),
    ])
    const seen = shown(memory, "What is the tortoise called?", 1_000)
    expect(seen).toContain("number 99.")
    expect(seen).not.toContain("number 0.")
    expect(seen).toContain("Hannibal")
    expect(seen.match(/mention the colour/g)?.length).toBeLessThan(20)
  })
})

describe("a context is never over its budget", () => {
  const hostile: [string, string][] = [
    ["one letter", "a".repeat(20_000)],
    ["a word of 32 kB", "Donaudampfschifffahrt".repeat(1_560)],
    ["emoji", "👩‍👩‍👧‍👦🏳️‍🌈".repeat(900)],
    ["base64", Buffer.from("what is in here is not to be read ".repeat(700)).toString("base64")],
    ["mixed scripts", "aбגدあ漢字ไทย한".repeat(1_000)],
    ["white space", "   \n\t".repeat(5_000)],
    ["signs", "=;{}[]()<>".repeat(3_000)],
    ["digits", "0123456789".repeat(3_000)],
    ["combining marks", `e${"\u0301".repeat(20_000)}`],
    ["lone surrogates", "\ud800x".repeat(5_000)],
    ["tags that are not seen", "\u{e0041}".repeat(5_000)],
    ["right to left", "\u202eאבג ".repeat(4_000)],
    ["Markdown", "*a **a _`[x](y) ".repeat(2_000)],
    ["code points beyond the plane", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ".repeat(1_500)],
    ["special tokens", "<|endoftext|><|im_start|>".repeat(1_000)],
    ["a table", "| a | b |\n".repeat(2_500)],
    ["Thai without spaces", "ห้องสมุดเปิดกี่โมง".repeat(800)],
    ["Chinese", "图书馆几点开门".repeat(2_000)],
    ["hyphens", "a-1-b-2-c-3-".repeat(2_500)],
    ["one number in groups", "12 34 56 78 ".repeat(2_500)],
  ]
  test.each(hostile)("with %s in it, as the question, as an answer and as what was said", (_, text) => {
    for (const budget of [300, 1_000, 4_000]) {
      const memory = memoryOf([
        ...chatter(20),
        { role: "user", text },
        { role: "assistant", text },
        ...chatter(20),
        { role: "user", text: text.slice(0, 900) },
        { role: "assistant", text: text.slice(-900) },
      ])
      for (const question of ["And what was that?", text])
        expect(tokensOf(memory, question, budget)).toBeLessThanOrEqual(budget)
    }
  })

  test("in a chat that went on around midnight, by a clock and by another", () => {
    const at = (turn: number) => new Date(Date.UTC(2026, 2, 1 + (turn % 2), turn % 2 ? 0 : 23, 59))
    const memory = memoryOf(chatter(400).map((turn, number) => ({ ...turn, at: at(number) })))
    expect(tokensOf(memory, "Where is shelf 100?", 2_000)).toBeLessThanOrEqual(2_000)
  })

  test("in a chat of 10,000 messages", () => {
    const memory = memoryOf(chatter(10_000))
    expect(tokensOf(memory, "What about shelf 17?", 8_000)).toBeLessThanOrEqual(8_000)
    expect(tokensOf(memory, "What about shelf 17?", 8_000)).toBeGreaterThan(6_000)
  })
})

describe("the memory of a chat is bounded", () => {
  const letters = (count: number, from: number, to: number) =>
    Array.from({ length: count }, () =>
      String.fromCodePoint(from + Math.floor(Math.random() * (to - from))),
    ).join("")

  test("by words that are made to fill it", () => {
    const before = memoryOf(chatter(100)).size
    expect(before).toBeLessThan(1_000_000)
    const memory = memoryOf(
      Array.from({ length: 400 }, () => ({ role: "user" as const, text: letters(10_000, 0xac00, 0xd7a3) })),
    )
    expect(memory.size).toBeLessThan(64 * 2 ** 20)
    const many = memoryOf(
      Array.from({ length: 200 }, () => ({
        role: "user" as const,
        text: Array.from({ length: 1_500 }, () => letters(18, 0x61, 0x7a)).join(" "),
      })),
    )
    expect(many.size).toBeLessThan(128 * 2 ** 20)
  })

  test("and what cannot be seen is taken out of it once", () => {
    const memory = memoryOf([{ role: "user", text: "My\u00ad ca\u200bnary." }])
    expect(memory.turns[0]).toMatchObject({ text: "My canary.", tokens: counted("My canary.") })
  })
})

function memoryOf(turns: Omit<SaidTurn, "tokens">[]): Memory {
  const memory = new Memory()
  for (const turn of turns) memory.add({ ...turn, tokens: counted(turn.text) })
  return memory
}

/** Questions and answers about nothing much. */
function chatter(turns: number): Omit<SaidTurn, "tokens">[] {
  return Array.from({ length: turns }, (_, number) =>
    number % 2 === 0
      ? { role: "user", text: `Where is shelf ${number} of the newspapers?` }
      : { role: "assistant", text: `Shelf ${number - 1} stands beside the stairs.` },
  )
}

function contextFor(memory: Memory, text: string, budget: number) {
  const question = { role: "user" as const, text, tokens: counted(text) }
  const around = { instructions: INSTRUCTIONS, question, budget }
  return buildContext({ ...around, ...memory.recall(question, roomBeside(around)) })
}

function shown(memory: Memory, question: string, budget: number): string {
  return contextFor(memory, question, budget)
    .messages.map(({ content }) => content)
    .join("\n")
}

/** As a provider counts them. */
function tokensOf(memory: Memory, question: string, budget: number): number {
  const { instructions, messages } = contextFor(memory, question, budget)
  return [instructions, ...messages.map(({ content }) => content)].reduce(
    (sum, text) => sum + 4 + countTokens(text, { disallowedSpecial: new Set() }),
    3,
  )
}
