import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { drawTokens } from "@/components/chat/markdown/draw"
import { parse } from "@/components/chat/markdown/parse"
import { inPlainWords } from "@/components/chat/markdown/plain-words"
import { Cited } from "@/components/chat/sources/cited"
import { saysUnanswered } from "@/components/chat/sources/not-in-documents"
import { splitNumbers } from "@/components/chat/sources/numbers"
import { paragraphsOf } from "@/components/chat/sources/plain"
import { sources as words } from "@/lib/words/en/sources"
import { citedGuide } from "@/tests/support/documents/cited"

test("numbers that stand for a source are links, wherever they stand in running text", () => {
  expect(linksIn("Open. [1] And [2].")).toEqual(["[1]", "[2]"])
  expect(linksIn("Open.[1][2]\n\n- **So [2]**\n\n| a [1] |\n|-|\n| [2] |\n\n# Title [1]")).toHaveLength(6)
  expect(draw("Open. [1]")).toContain('href="#source-answer-1"')
})

test("a number without a source stays as it is written", () => {
  expect(linksIn("Open. [3] [0] [12] [01] [1a] [ ] [] 1 (1)")).toEqual([])
  expect(draw("Open. [3]")).toContain("Open. [3]")
})

test("numbers in code and in links are no links of their own", () => {
  expect(linksIn("`a[1]` and\n\n```\nb[1]\n```\n\n    c[1]")).toEqual([])
  expect(linksIn("[1](https://a.example) [see [1]](https://b.example)")).toEqual([])
  expect(draw("`a[1]`")).toContain("a[1]")
})

test("an answer without sources has no such links", () => {
  expect(renderToStaticMarkup(drawn("Open. [1]"))).not.toContain("<a")
})

test("a text is split at its numbers and nothing of it is lost", () => {
  const split = (text: string) => splitNumbers(text, (number) => number < 3)
  expect(split("a [1][2] b [3] c")).toEqual(["a ", 1, 2, " b [3] c"])
  expect(split("[1]")).toEqual([1])
  expect(split("[[1]]")).toEqual(["[", 1, "]"])
  expect(split("")).toEqual([])
})

test("the numbers of sources are not read out, others are", () => {
  expect(inPlainWords("It is open [1]. On Sundays not [2][1]\n\nArray [3] stays.", [1, 2])).toBe(
    "It is open. On Sundays not. Array [3] stays.",
  )
})

test("a document's text is shown in plain paragraphs, without the marks of its Markdown", () => {
  const text = [
    '# Opening *hours*\nIn **winter** from `ten` [to six](https://a.example "x").\nOr \\*later\\*.',
    "- one\n- two",
    "> Mind the step.",
    "| Day | Hours |\n|---|:-:|\n| Sunday | closed |",
    "---",
    "2 * 3 * 4 and snake_case_name",
  ].join("\n\n")
  expect(paragraphsOf(text)).toEqual([
    { text: "Opening hours", isHeading: true },
    { text: "In winter from ten to six.\nOr *later*.", isHeading: false },
    { text: "• one\n• two", isHeading: false },
    { text: "Mind the step.", isHeading: false },
    { text: "Day\u2003Hours\nSunday\u2003closed", isHeading: false },
    { text: "2 * 3 * 4 and snake_case_name", isHeading: false },
  ])
})

test("any text of a document is made plain in no time", () => {
  const began = performance.now()
  for (const piece of ["**", "`", "*a", "[", "![](", "|", "# ", "\n \n", "\\", "- ", "> ", "__a", "*a* "])
    paragraphsOf(piece.repeat(8000 / piece.length))
  expect(performance.now() - began).toBeLessThan(1500)
})

test("where a passage stands is said once, also when the title is its first heading", () => {
  const { number, page } = citedGuide()
  const cited = { number, title: "Guide", heading: "Guide › Hours", page }
  expect(words.entry(cited)).toBe("Guide › Hours, page 3")
  expect(words.entry({ title: "Guide", heading: "Guide" })).toBe("Guide")
  expect(words.place(cited)).toBe("Hours, Page 3")
  expect(words.line(cited)).toBe("[1] Guide, Hours, Page 3")
})

test("an answer that says itself that it is not in the documents is known by its beginning", () => {
  expect(saysUnanswered("**Not in the documents.** Ask us.")).toBe(true)
  expect(saysUnanswered("not in the documents")).toBe(true)
  expect(saysUnanswered("It is not in the documents.")).toBe(false)
})

function linksIn(text: string): string[] {
  return [...draw(text).matchAll(/<a [^>]*class="citation"[^>]*>([^<]*)<\/a>/g)].map(([, name = ""]) => name)
}

function draw(text: string): string {
  const metadata = {
    status: "complete" as const,
    createdAt: "2026-01-01T00:00:00Z",
    sources: [citedGuide("a", 1), citedGuide("b", 2)],
  }
  const message = { id: "answer", role: "assistant" as const, parts: [], metadata }
  return renderToStaticMarkup(
    <Cited chatId="chat" message={message}>
      {drawn(text)}
    </Cited>,
  )
}

function drawn(text: string) {
  return drawTokens(
    parse(text).blocks.flatMap(({ tokens }) => tokens),
    false,
  )
}
