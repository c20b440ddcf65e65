const SIZE = 32_768

/** Texts of 32 kB that make Markdown parsers, or the page that draws them, slow. */
export const hostileTexts: Record<string, string> = {
  "nested emphasis": fill("*a **a "),
  "nested emphasis, paragraphs": fill(`${"*a **a ".repeat(500)}\n\n`),
  underscores: fill("_a __a "),
  "mixed delimiters": fill("*_~~`"),
  "closed emphasis": fill("**a** "),
  "closed emphasis, paragraphs": fill(`${"*a* ".repeat(900)}\n\n`),
  "stars only": fill("*"),
  strikes: fill("~~a"),
  "open brackets": fill("["),
  "open brackets, paragraphs": fill(`${"[".repeat(3_900)}\n\n`),
  "open images": fill("!["),
  "images, paragraphs": fill(`${"![".repeat(1_950)}\n\n`),
  "link starts": fill("[a](<b"),
  "link starts, paragraphs": fill(`${"[a](<b".repeat(650)}\n\n`),
  links: fill("[a](http://b.example) ", " "),
  "links, paragraphs": fill(`${"[a](http://b.co) ".repeat(200)}\n\n`),
  "nested links": fill(`${"[".repeat(1_900)}a${"](b)".repeat(500)}\n\n`),
  autolinks: fill("<http://a.b> "),
  "bare links": fill("http://a.co "),
  "bare links, paragraphs": fill(`${"www.a.co ".repeat(430)}\n\n`),
  mail: fill("a@b.co "),
  "at signs": fill(`${"a@".repeat(1_950)}\n\n`),
  schemes: fill(`${"http://".repeat(550)}\n\n`),
  dots: fill(`${"a.".repeat(1_950)}\n\n`),
  quotes: fill(">"),
  "quotes, lines": fill(`${">".repeat(50)}a\n`),
  "quotes, deeper by line": lines((n) => `${"> ".repeat(n)}a`),
  "nested lists": lines((n) => `${"  ".repeat(n)}- a`),
  "nested lists on a line": fill("- "),
  "nested lists on lines": fill("- - - - - a\n"),
  "nested ordered lists": fill("1. "),
  "flat list": fill("- a\n"),
  "loose list": fill("- a\n\n"),
  "changing lists": fill("- a\n+ a\n* a\n"),
  "quoted lists": fill("> - "),
  "table, many cells": `|a|b|c|d|\n|-|-|-|-|\n${fill("|a|b|c|d|\n")}`.slice(0, SIZE),
  "table, many columns": `${"a|".repeat(5_000)}\n${"-|".repeat(5_000)}\n${fill("a|\n")}`.slice(0, SIZE),
  "table, empty cells": `${"|a".repeat(300)}|\n${"|-".repeat(300)}|\n${fill("|\n")}`.slice(0, SIZE),
  "tables, many": fill("|a|\n|-|\n|b|\n\n"),
  pipes: fill("|"),
  "pipes, lines": fill("|\n"),
  "dashes and pipes": fill("|-"),
  backticks: fill("`"),
  "backticks, growing": growing((n) => `${"`".repeat(n)} `),
  "backtick runs": fill("`a``"),
  "code spans": fill("`a` "),
  fences: fill("```\n"),
  "fences, code": fill("```js\na\n```\n"),
  "fence, open": `\`\`\`js\n${fill("const a = `b` // c\n")}`.slice(0, SIZE),
  "fence, long line": `\`\`\`js\n${fill("a=[")}`.slice(0, SIZE),
  "fences, slow to colour": fill(`\`\`\`ts\n${"a".repeat(3_900)}\n\`\`\`\n\n`),
  "fences, many pieces": fill(`\`\`\`json\n${"{".repeat(3_900)}\n\`\`\`\n\n`),
  "fence, html": `\`\`\`html\n${fill("<a b='c'><!--")}`.slice(0, SIZE),
  "indented code": fill("    a\n\n"),
  "deep indents": lines((n) => `${" ".repeat(n)}a`),
  "deep spaces": fill(`${" ".repeat(200)}a\n`),
  setext: fill("a\n=\n"),
  "setext, long": fill("a\n").replace(/\n$/, "\n="),
  headings: fill("# a\n"),
  rules: fill("***\n"),
  dashes: fill("- - - - "),
  "html tags": fill("<a b='c'>"),
  "html open": fill("<"),
  "html comments": fill("<!--"),
  "html declarations": fill("<!A "),
  "html instructions": fill("<?"),
  ampersands: fill("&"),
  entities: fill("&amp;"),
  "entities, open": fill("&#1234567"),
  backslashes: fill("\\"),
  escapes: fill("\\*"),
  "line ends": fill("\n"),
  "carriage returns": fill("a\r"),
  "hard breaks": fill("a\\\n"),
  "hard breaks, paragraphs": fill(`${"a\\\n".repeat(1_000)}\n\n`),
  paragraphs: fill("a\n\n"),
  references: fill("[a]: b\n"),
  "references, unlike": lines((n) => `[${n}]: b`),
  "references, used": `[a]: b\n\n${fill("[a] ")}`.slice(0, SIZE),
  "references, open titles": fill('[a]: b "\n'),
  "references, open labels": fill("[\n"),
  "reference labels": fill("[a\n]: "),
  words: fill("a"),
  "words, spaced": fill("a "),
  emoji: fill("👩‍👩‍👧‍👦"),
  "right to left": fill("\u202e\u2067abc \u05d0\u05d1"),
  "combining marks": fill("a\u0301\u0302\u0303\u0304"),
  "zero-width joiners": fill("\u200d"),
  spaces: fill(" "),
  tabs: fill("\t"),
  dollars: fill("$$"),
  formulas: fill("$$a$$ "),
  "formulas, blocks": fill("$$\na^2\n$$\n\n"),
  "formulas, open": fill("\\("),
  "formulas, brackets": fill("\\[a\\]\n"),
  "formula, braces": `$$\n${fill("{")}`.slice(0, SIZE),
  "formula, fractions": `$$\n${"\\frac{1}{".repeat(200)}a${"}".repeat(200)}\n$$`,
  "formula, macros": "$$\n\\def\\a{\\b\\b}\\def\\b{\\c\\c}\\def\\c{\\d\\d}\\def\\d{\\a\\a}\\a\n$$",
}

/** An ordinary long answer: headings, lists, a table, code, links. 32 kB. */
export const ordinaryText = fill(`## How the reading room is kept

The **reading room** opens at *nine* and closes at \`18:00\`; see [the rules](https://library.example/rules) for more.
It has 120 seats, of which 24 have a lamp and a socket. Tickets cost $5 a day or $40 a month.

1. Bring your card.
2. Choose a seat:
   - near the window,
   - near the catalogue.
3. Sign the book.

| Day | Opens | Closes |
|---|---:|---:|
| Monday | 9:00 | 18:00 |
| Saturday | 10:00 | 14:00 |

> Silence is kept after the bell.

\`\`\`ts
export function isOpen(hour: number): boolean {
  return hour >= 9 && hour < 18 // the bell rings at six
}
\`\`\`

The area is \\(a = \\pi r^2\\), and the sum

$$
\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}
$$

`)

function fill(piece: string, end = ""): string {
  return (piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE - end.length) + end).toWellFormed()
}

function lines(line: (n: number) => string): string {
  let text = ""
  for (let n = 0; text.length < SIZE; n++) text += `${line(n)}\n`
  return text.slice(0, SIZE)
}

function growing(piece: (n: number) => string): string {
  let text = ""
  for (let n = 1; text.length < SIZE; n++) text += piece(n)
  return text.slice(0, SIZE)
}
