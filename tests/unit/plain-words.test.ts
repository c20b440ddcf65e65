import { expect, test } from "vitest"
import { inPlainWords } from "@/components/chat/markdown/plain-words"

test("an answer is read out in words without marks, block by block", () => {
  const answer = [
    "# Getting there",
    "By **lift** or [stairs](https://example.org), `up` and ![a plan](https://example.org/p.png)",
    "1. In\n2. Up!",
    "- one\n- two",
    "> Mind the step.",
  ].join("\n\n")
  expect(inPlainWords(answer)).toBe(
    "Getting there. By lift or stairs, up and Image: a plan. 1. In. 2. Up! one. two. Mind the step.",
  )
})

test("of code, tables and formulas it is said that they are there", () => {
  const answer =
    "```js\nup(2)\ndown(1)\n```\n\n```\nx\n```\n\n| Floor | Lift |\n|-|-|\n| 2 | yes |\n\n$$x^2$$\n\nSo $$y$$ it is"
  expect(inPlainWords(answer)).toBe(
    "Code in js, 2 lines. Code, 1 line. A table with 2 columns and 1 row. A formula. So a formula it is.",
  )
})

test("a long answer is cut between words, and it is said where the rest is", () => {
  const spoken = inPlainWords("A word or two. ".repeat(5000))
  expect(spoken.length).toBeLessThan(650)
  expect(spoken).toMatch(/^A word.* … Read on in the conversation\.$/)
  expect(inPlainWords("😀".repeat(2000)).isWellFormed()).toBe(true)
  expect(inPlainWords("word ".repeat(119).trim())).not.toContain("Read on")
})
