import type { Token } from "markdown-it"
import { createElement, Fragment, type ReactElement, type ReactNode } from "react"
import { markdownWords } from "@/lib/words/markdown"
import { Numbered } from "../sources/numbered"
import { CodeBlock } from "./code-block"
import { Formula } from "./formula"
import { ScrollBox } from "./scroll-box"

/**
 * Draws markdown-it tokens as React elements, never as HTML text. `growing`: more of the last code block may come.
 */
export function drawTokens(tokens: Token[], growing: boolean): ReactElement {
  const open: Frame[] = [{ token: undefined, children: [] }]
  for (const token of tokens) {
    const frame = open.at(-1)
    if (token.nesting === 1) open.push({ token, children: [] })
    else if (token.nesting === 0) frame?.children.push(drawLeaf(token, growing, isInLink(open)))
    else if (frame?.token) {
      open.pop()
      open.at(-1)?.children.push(drawElement(frame.token, frame.children))
    }
  }
  return createElement(Fragment, null, ...(open[0]?.children ?? []))
}

type Frame = { token: Token | undefined; children: ReactNode[] }

function isInLink(open: Frame[]): boolean {
  return open.some(({ token }) => token?.type === "link_open")
}

function drawElement(token: Token, children: ReactNode[]): ReactNode {
  if (token.hidden) return createElement(Fragment, null, ...children)
  if (token.type === "link_open") return drawLink(token, children)
  const element = createElement(token.tag, attributesOf(token), ...inOneDirection(token, children))
  return token.type === "table_open" ? <ScrollBox label={markdownWords.table}>{element}</ScrollBox> : element
}

/** A figure keeps its order of signs and digits in a table that runs from right to left. */
function inOneDirection(token: Token, children: ReactNode[]): ReactNode[] {
  return token.attrGet("data-figure") === null ? children : [createElement("bdi", null, ...children)]
}

function attributesOf(token: Token): Record<string, string | number | undefined> {
  const start = token.attrGet("start")
  return {
    className: token.type === "footnote_open" ? "footnote" : undefined,
    dir: token.attrGet("dir") ?? undefined,
    start: start === null ? undefined : Number(start),
    scope: token.tag === "th" ? "col" : undefined,
    "data-task": token.attrGet("data-task") ?? undefined,
    "data-figure": token.attrGet("data-figure") ?? undefined,
    "data-align": token.attrGet("style")?.toString().replace("text-align:", ""),
  }
}

function drawLink(token: Token, children: ReactNode[]): ReactNode {
  const href = String(token.attrGet("href"))
  return createElement(
    "a",
    {
      href,
      target: "_blank",
      rel: "noopener noreferrer nofollow",
      title: token.attrGet("title") ?? undefined,
    },
    ...children,
  )
}

function drawLeaf(token: Token, growing: boolean, inLink: boolean): ReactNode {
  switch (token.type) {
    case "inline":
      return drawTokens(token.children ?? [], growing)
    case "text":
      // A link cannot hold another one.
      return inLink ? token.content : <Numbered text={token.content} />
    // A model that breaks a line means it: an address, a poem.
    case "softbreak":
    case "hardbreak":
      return <br />
    case "task":
      return <Box ticked={token.content !== ""} />
    case "footnote_reference":
      return <sup className="footnote-reference">{token.content}</sup>
    case "code_inline":
      return <code>{token.content}</code>
    case "fence":
    case "code_block":
      return (
        <CodeBlock
          code={token.content}
          language={token.info.trim().split(/\s/, 1)[0] ?? ""}
          growing={growing}
        />
      )
    case "hr":
      return <hr />
    case "image":
      return drawImage(token, inLink)
    case "math_inline":
    case "math_block":
      return <Formula tex={token.content} markup={token.markup} />
    default:
      return <span className="whitespace-pre-wrap">{token.content}</span>
  }
}

function Box({ ticked }: { ticked: boolean }) {
  return (
    <input
      type="checkbox"
      aria-label={ticked ? markdownWords.done : markdownWords.toDo}
      checked={ticked}
      disabled
      readOnly
    />
  )
}

/** An image is only linked to: drawing it would tell another host that this text is being read. */
function drawImage(token: Token, inLink: boolean): ReactNode {
  const href = String(token.attrGet("src"))
  const words = markdownWords.image(token.content || href)
  // A link cannot hold another one.
  if (inLink) return words
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {words}
    </a>
  )
}
