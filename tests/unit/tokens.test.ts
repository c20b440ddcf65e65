import { countTokens as countExactly } from "gpt-tokenizer/encoding/o200k_base"
import { expect, test } from "vitest"
import { countTokens } from "@/lib/server/model/tokens"

const exactly = (text: string) => countExactly(text, { disallowedSpecial: new Set() })

test("the tokens of ordinary text are counted exactly", () => {
  for (const text of [
    "",
    "The library opens at nine.",
    "Straße, café, naïve — 12.5 %",
    "<|endoftext|> is only words here",
  ]) {
    expect(countTokens(text)).toBe(exactly(text))
  }
})

test("the tokens of no text are counted too low", () => {
  const alphabets = ["ab", "aAbB1 ", "漢字かな。", "😀👨‍👩‍👧", "={}[]<>*_`#", " \n\t", "éüßø", "a😀漢 \n=1"]
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  for (let round = 0; round < 400; round++) {
    const letters = [...(alphabets[round % alphabets.length] ?? "")]
    const text = Array.from({ length: 50 + random(700) }, () => letters[random(letters.length)]).join("")
    expect(countTokens(text), JSON.stringify(text)).toBeGreaterThanOrEqual(exactly(text))
  }
})

test("the tokens of a hostile text of 32 kB are counted in no time", () => {
  // The exact count of this text takes more than a second and grows with its square; here it grows with its length.
  expect(countTokens("a".repeat(32_768))).toBeGreaterThanOrEqual(32_768 / 8)
})
