import { expect, test } from "vitest"
import { Citations } from "@/lib/server/replies/citations"

const LINKS = ["https://library.example/hours", "https://library.example/fees?for=adults"]

/** What comes through, and what is cited, of an answer that had three passages and two addresses. */
function through(text: string, sizes: (left: number) => number = (left) => left) {
  const citations = new Citations(3, LINKS)
  let said = ""
  for (let rest = text; rest; ) {
    const size = sizes(rest.length)
    said += citations.push(rest.slice(0, size))
    rest = rest.slice(size)
  }
  return { said: said + citations.end(), cited: [...citations.cited] }
}

const CASES: [written: string, said: string, cited: number[]][] = [
  ["Open until six [1].", "Open until six [1].", [1]],
  ["Open until six [7].", "Open until six.", []],
  ["Open [1, 7] daily [2,3].", "Open [1] daily [2][3].", [1, 2, 3]],
  ["Open [1][99].", "Open [1].", [1]],
  ["Open 【1】 and 【9】.", "Open [1] and.", [1]],
  ["Open 【2†hours.md】.", "Open [2].", [2]],
  ["Open [ 2 ].", "Open [2].", [2]],
  ["Open [1-3].", "Open [1][2][3].", [1, 2, 3]],
  ["Open [^2].", "Open [2].", [2]],
  ["Open [1](https://evil.example/).", "Open [1].", [1]],
  ["Open [9](https://evil.example/).", "Open.", []],
  ["See [our hours](link-1).", "See [our hours](https://library.example/hours).", []],
  ["See link-2.", "See https://library.example/fees?for=adults.", []],
  ["See link-9.", "See link-9.", []],
  ["See https://library.example/hours.", "See https://library.example/hours.", []],
  ["See https://evil.example/a.", "See `https://evil.example/a`.", []],
  ["See [here](https://evil.example/a).", "See here (`https://evil.example/a`).", []],
  ["Write `list[7]` or `list[1]`.", "Write `list[7]` or `list[1]`.", []],
  ["```js\na[7] // [1]\n```\nDone [1].", "```js\na[7] // [1]\n```\nDone [1].", [1]],
  ["It`s open [7].\nReally [8] so [1].", "It`s open [7].\nReally so [1].", [1]],
  ["A [note] stays, [0] and [-1] do not count.", "A [note] stays, and [-1] do not count.", []],
  ["開館は9時です[1]。休館日[8]は月曜。", "開館は9時です[1]。休館日は月曜。", [1]],
  ["An open [ bracket", "An open [ bracket", []],
]

test.each(CASES)("Of %j comes through %j", (written, said, cited) => {
  expect(through(written)).toEqual({ said, cited })
})

test("Wherever an answer is cut into pieces, the same comes through", () => {
  for (const [written, said, cited] of CASES) {
    expect(through(written, () => 1)).toEqual({ said, cited })
    for (let at = 1; at < written.length; at++) {
      let first = true
      const sizes = (left: number) => {
        const size = first ? at : left
        first = false
        return size
      }
      expect(through(written, sizes), `${written} cut at ${at}`).toEqual({ said, cited })
    }
  }
})

test("Words without brackets or addresses come through at once, but for the last one", () => {
  const citations = new Citations(3, LINKS)
  expect(citations.push("The library opens at ")).toBe("The library opens at")
  expect(citations.push("nine and ")).toBe(" nine and")
  expect(citations.push("図書館は九時に")).toBe(" 図書館は九時に")
})
