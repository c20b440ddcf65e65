import { createElement } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { describe, expect, test } from "vitest"
import { drawTokens } from "@/components/chat/markdown/draw"
import { Markdown } from "@/components/chat/markdown/markdown"
import { parse } from "@/components/chat/markdown/parse"
import { hostileTexts, ordinaryText } from "../bench/markdown.texts"

function draw(text: string): string {
  return parse(text)
    .blocks.map((block) => renderToStaticMarkup(drawTokens(block.tokens, false)))
    .join("")
}

function visibleText(text: string): string {
  return draw(text).replace(/<[^>]*>/g, "")
}

describe("what a model may not do to the page", () => {
  test.each([
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#x0A;script:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](\u0001javascript:alert(1))",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](file:///etc/passwd)",
    "[a](//host.example)",
    "[a](/my-data)",
    "[a][b]\n\n[b]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "javascript:alert(1)",
    "ftp://host.example/",
    "![a](data:image/png;base64,AAAA)",
  ])("%j is shown as text, not as a link", (text) => {
    expect(draw(text)).not.toMatch(/<a\b|href|src=/)
    expect(visibleText(text).length).toBeGreaterThan(0)
  })

  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>a</a>",
    "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "| <b onclick=a> |\n|-|\n| <style> |",
    "# <form action=/x>",
    "```<script>\n<script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
  ])("%j draws no element of its own", (text) => {
    expect(draw(text)).not.toMatch(/<(script|img|svg onload|iframe|b|style|form|a)\b/)
  })

  test("an image is a link with its words, and no address is asked for it", () => {
    const html = draw("![A map](https://host.example/map.png) ![](https://host.example/b.png)")
    expect(html).toContain('href="https://host.example/map.png"')
    expect(html).toContain("Image: A map")
    expect(html).toContain("Image: https://host.example/b.png")
    expect(html).not.toMatch(/src=|<img|srcset|url\(/)
  })

  test("an address cannot end its attribute", () => {
    expect(draw('[a](https://host.example/"onmouseover="alert(1))')).not.toContain('"onmouseover')
    expect(draw("[a](https://host.example/&quot;onmouseover=&quot;x)")).not.toContain('"onmouseover')
    expect(draw('[a](https://host.example "t\\" onmouseover=x")')).not.toContain('" onmouseover')
  })
})

describe("what is drawn", () => {
  test.each(["https://host.example", "http://host.example", "mailto:desk@library.example"])(
    "a link to %s opens elsewhere and tells nothing",
    (url) => {
      const link = `<a href="${url}" target="_blank" rel="noopener noreferrer nofollow">a</a>`
      expect(draw(`[a](${url})`)).toBe(`<p>${link}</p>`)
    },
  )

  test("an address in a sentence is a link, a file name is not", () => {
    expect(draw("See https://host.example.")).toContain('<a href="https://host.example"')
    expect(draw("See readme.md.")).toBe("<p>See readme.md.</p>")
  })

  test("a list starts at its own number", () => {
    expect(draw("3. a\n4. b")).toContain('<ol start="3">')
  })

  test("a text's headings start below the page's own", () => {
    expect(draw("# a\n\n###### b")).toBe("<h2>a</h2><h6>b</h6>")
  })

  test("a table scrolls in a box that the keyboard reaches", () => {
    const html = draw("|a|b|\n|-|-:|\n|1|2|")
    expect(html).toContain('<div class="scroll-box" role="group" aria-label="Table" tabindex="0"><table>')
    expect(html).toContain('<td data-figure="" data-align="right"><bdi>2</bdi></td>')
  })

  test("code has its language and a button that copies it", () => {
    const html = draw("```ts title\nlet a\n```")
    expect(html).toContain("<span>ts</span>")
    expect(html).toContain('aria-label="Copy code"')
    expect(html).toContain("<code>let a\n</code>")
  })

  test("formulas are TeX until they are set, and a price is no formula", () => {
    expect(draw("It is \\(a^2\\), from $5 to $9.")).toContain(
      '<span class="formula-inline" data-tex="\\(a^2\\)">a^2</span>, from $5 to $9.',
    )
    expect(
      draw("Let $x^2$ and $n$th, $f(x)$ or $n - 1$.").match(/formula-inline|formula scroll-box/g),
    ).toHaveLength(4)
    expect(draw("$$\na^2\n$$")).toContain('<span class="formula scroll-box" data-tex="')
    expect(draw("\\[\na^2\n\\]")).toContain('<span class="formula scroll-box" data-tex="')
  })

  test.each([
    "from $5 to $9",
    "5$ and 6$",
    "$5 (or 5$)",
    "US$5 or CA$6",
    "$HOME/$PATH",
    "$100 million$",
    "costs \\$5 or \\$6",
  ])("%j is about money, or a shell, and no formula", (text) => {
    expect(visibleText(text)).toBe(text.replaceAll("\\", ""))
    expect(draw(text)).not.toContain("formula")
  })

  test.each(["\\[1\\]", "\\[optional\\]", "\\(see below\\)", "\\[a\\](b)"])(
    "%j are escaped brackets",
    (text) => {
      expect(draw(text)).toBe(`<p>${text.replaceAll("\\", "")}</p>`)
    },
  )

  test("tags that only say how words look are drawn, in pairs and without attributes", () => {
    expect(draw("H<sub>2</sub>O, x<SUP>**2**</SUP>, a<br>b<br />c")).toBe(
      "<p>H<sub>2</sub>O, x<sup><strong>2</strong></sup>, a<br/>b<br/>c</p>",
    )
    expect(draw("|a|\n|-|\n|b<br>c|")).toContain("<td>b<br/>c</td>")
    expect(visibleText("<sub>a <b class=c>d</b> <u><u>e</u>")).toBe(
      "&lt;sub&gt;a &lt;b class=c&gt;d&lt;/b&gt; &lt;u&gt;e",
    )
  })

  test("tasks have boxes, which say whether they are done", () => {
    const html = draw("- [ ] a\n- [x] **b**\n- [y] c")
    expect(html).toContain(
      '<li data-task=""><input type="checkbox" aria-label="To do" disabled="" readOnly=""/>a</li>',
    )
    expect(html).toContain(
      'aria-label="Done" disabled="" readOnly="" checked=""/><strong>b</strong></li><li>[y] c</li>',
    )
  })

  test("footnotes are raised, and a pattern that looks like one is not", () => {
    const html = draw("Text[^1] and [^n], [^a-z].\n\n[^1]: Words *here*\n[^n]: More")
    const raised = (label: string) => `<sup class="footnote-reference">${label}</sup>`
    expect(html).toContain(`<p>Text${raised("1")} and ${raised("n")}, [^a-z].</p>`)
    expect(html).toContain(`<p class="footnote">${raised("1")}Words <em>here</em></p>`)
  })

  test("a line that ends in the text ends on the page", () => {
    expect(draw("Main Street 1\n12345 Town")).toBe("<p>Main Street 1<br/>12345 Town</p>")
  })

  test("words between brackets of Chinese and Japanese can be bold", () => {
    expect(draw("これは**「試験」**です。**强调（括号）**和")).toBe(
      "<p>これは<strong>「試験」</strong>です。<strong>强调（括号）</strong>和</p>",
    )
  })

  test("a long paragraph keeps its form to its end", () => {
    const html = draw(`${"An *example* of a sentence. ".repeat(300)}**The end**`)
    expect(html.match(/<em>/g)).toHaveLength(300)
    expect(html).toContain("<strong>The end</strong>")
  })

  test("figures keep their order of signs and digits in a table from right to left", () => {
    expect(draw("|שם|סכום|\n|-|-|\n|אבג|-1,234.5|")).toContain('<td data-figure=""><bdi>-1,234.5</bdi></td>')
  })

  test("on the server a text is plain, and has no direction overrides", () => {
    const html = renderToStaticMarkup(createElement(Markdown, { text: "**a** \u202eb", streaming: false }))
    expect(html).toBe('<div class="markdown whitespace-pre-wrap">**a** b</div>')
  })
})

describe("a growing text", () => {
  test("at each length gives the same blocks as if it had come at once", () => {
    const text =
      "a[^1] [^z]\n***b** c\n- [x] e<sub>f</sub>\n\n[^z]: $g$\n\n1. d\n\n2. e\n\n```js\n\n# f\n```\n\n|g|\n|-|\n|h|\n\n[i]\n\n[i]: https://host.example/i\n"
    let grown = parse("")
    for (let length = 1; length <= text.length; length++) {
      grown = parse(text.slice(0, length), grown)
      expect(grown).toEqual(parse(text.slice(0, length)))
    }
  })

  test("of one long paragraph reads the same at each length, too", () => {
    const text = "See *this* &amp; \\*that* at https://host.example/a, **b** and `c`. ".repeat(150)
    let grown = parse("")
    for (let length = 3_900; length <= text.length; length += 397) {
      grown = parse(text.slice(0, length), grown)
      expect(grown).toEqual(parse(text.slice(0, length)))
    }
  })

  test("keeps the blocks that did not change", () => {
    const before = parse("a\n\nb\n\nc")
    const after = parse("a\n\nb\n\nc d", before)
    expect(after.blocks.map((block, at) => block === before.blocks[at])).toEqual([true, true, false])
  })

  test("a fence with blank lines is one block, closed or not", () => {
    expect(parse("```\na\n\nb").blocks).toHaveLength(1)
    expect(parse("```\na\n\nb\n```\n\nc").blocks).toHaveLength(2)
  })
})

describe("texts made to be slow", () => {
  const names = Object.keys(hostileTexts)

  test.each(names)("%s: parsed in bounded time, with bounded work left for the page", (name) => {
    const before = process.cpuUsage()
    const { blocks } = parse(hostileTexts[name] ?? "")
    // Machines differ, so this only tells bounded from unbounded; tests/bench/markdown.browser.mjs measures.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000)
    const tokens = blocks.flatMap((block) => block.tokens)
    const drawn = tokens.reduce((sum, token) => sum + 1 + (token.children?.length ?? 0), 0)
    expect(drawn).toBeLessThan(25_000)
  })

  test.each(["quotes", "nested lists", "flat list", "paragraphs", "table, many cells", "words"])(
    "%s: no letter of it is lost",
    (name) => {
      const text = hostileTexts[name] ?? ""
      expect(visibleText(text).match(/a/g)?.length ?? 0).toBe(text.match(/a/g)?.length ?? 0)
    },
  )

  test("an ordinary long answer stays within the bounds", () => {
    const types = parse(ordinaryText).blocks.flatMap((block) => block.tokens.map((token) => token.type))
    expect(types).not.toContain("plain")
  })
})
