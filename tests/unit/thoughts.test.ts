import { describe, expect, it } from "vitest"
import { Thoughts } from "@/lib/server/model/thoughts"

const ANSWER = "It opens at nine."

describe("thoughts in an answer", () => {
  it.each([
    ["nothing but an answer", ANSWER, ANSWER],
    ["thoughts before it", `<think>When? Nine.</think>\n\n${ANSWER}`, ANSWER],
    ["another name", `<thinking>When?</thinking>${ANSWER}`, ANSWER],
    ["capitals", `<THINK>When?</Think>${ANSWER}`, ANSWER],
    ["attributes and spaces", `\n <think type="long" n=1 >When?</think >\n${ANSWER}`, ANSWER],
    ["no thought at all", `<think>\n\n</think>\n\n${ANSWER}`, ANSWER],
    ["a tag that closes itself", `<think/>\n${ANSWER}`, ANSWER],
    ["thoughts twice", `<think>a</think>\n<think>b</think>\n${ANSWER}`, ANSWER],
    ["thoughts within thoughts", `<think>a<think>b</think></think>\n${ANSWER}`, ANSWER],
    ["other brackets", `[THINK]When?[/THINK]${ANSWER}`, ANSWER],
    ["triangles", `◁think▷When?◁/think▷${ANSWER}`, ANSWER],
    ["code in the thoughts", `<think>\`\`\`\na < b\n</think>${ANSWER}`, ANSWER],
    ["thoughts that never end", "<think>When? Nine, I", ""],
    ["a closing tag alone", `When? Nine.\n</think>\n\n${ANSWER}`, ANSWER],
    ["a closing tag alone after code", `When? \`nine\` ~~~\n</x>\n~~~\n</think>${ANSWER}`, ANSWER],
    ["a closing tag alone at the beginning", `</think>\n${ANSWER}`, ANSWER],
    ["a second closing tag", `<think>a</think>Say </think> aloud.`, "Say </think> aloud."],
    [
      "tags in code",
      "Write `<think>a</think>` or:\n```\n</think>\n```\nDone.",
      "Write `<think>a</think>` or:\n```\n</think>\n```\nDone.",
    ],
    ["a closing tag in code", "Ends with `</think>`, always.", "Ends with `</think>`, always."],
    ["code that is not at its end", "```xml\n</think>\n", "```xml\n</think>\n"],
    [
      "tags in its words",
      "Between <think> and </think> it thinks.",
      "Between <think> and </think> it thinks.",
    ],
    [
      "a tag that only looks like it",
      "<thinker>a</thinker> <b> [thing] <",
      "<thinker>a</thinker> <b> [thing] <",
    ],
    ["comparisons", "  1 < 2 <3 and a <th", "  1 < 2 <3 and a <th"],
    ["white space only", " \n ", " \n "],
  ])("with %s leave the answer, however it is cut", (_, sent, left) => {
    for (const size of [1, 2, 3, 5, 7, 1000]) expect(heard(cut(sent, size)).text, `cut at ${size}`).toBe(left)
  })

  it("do not hold back the words that come before anything can be known of them", () => {
    expect(heard(["It ", "opens ", "<", "b> at nine"]).shown).toEqual(["It ", "opens ", "<b> at nine"])
  })

  it("are told, and not what they are", () => {
    const { thoughts, text } = heard(["<think>", "one", "two", "</think>", "Nine."])
    expect(thoughts).toBeGreaterThan(0)
    expect(text).toBe("Nine.")
  })

  it("are held back from a model known to begin with them, and an answer without them comes at its end", () => {
    expect(heard(["When?", " Nine.", "</think>", "At ", "nine."], { silent: true }).shown).toEqual([
      "At ",
      "nine.",
    ])
    expect(heard(["<think>When?</think>", "At ", "nine."], { silent: true }).shown).toEqual(["At ", "nine."])
    expect(heard(["At ", "nine."], { silent: true }).shown).toEqual(["At nine."])
    expect(heard(["Hm, ", "when"], { silent: true, whole: false }).shown).toEqual([])
  })

  it("take no time worth speaking of, whatever is sent", () => {
    const began = performance.now()
    for (const text of ["<think>", "`</think>", "</think>", "<think ", "[", "`a``", " "])
      heard(cut(`a\`${text.repeat(30_000)}`, 40))
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

function heard(sent: string[], { silent = false, whole = true } = {}) {
  const all = { text: "", shown: [] as string[], thoughts: 0 }
  const thoughts = new Thoughts(silent, {
    onText: (text) => {
      all.shown.push(text)
      all.text += text
    },
    onThinking: () => all.thoughts++,
    onStartOver: () => {
      all.text = ""
    },
  })
  for (const piece of sent) thoughts.push(piece)
  thoughts.end(whole)
  return all
}

function cut(text: string, size: number): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? []
}
