import type { Token } from "markdown-it"
import { markdownWords } from "@/lib/words/markdown"
import { splitNumbers } from "../sources/numbers"
import { parse } from "./parse"

const { spoken } = markdownWords

const SPOKEN_CHARACTERS = 600
/** More of the text than is ever spoken, and little enough to be read at once. */
const READ_CHARACTERS = 8000

/**
 * The beginning of a Markdown text as it is read out: words without marks; of code, tables and formulas only that they are
 * there; and, when that is not all, where the rest is. The numbers of `sources` are left out: they are links, not words.
 */
export function inPlainWords(text: string, sources: number[] = []): string {
  const tokens = parse(text.slice(0, READ_CHARACTERS)).blocks.flatMap((block) => block.tokens)
  const words = outsideTables(tokens)
    .map((token) => sentenceOf(token, sources))
    .filter(Boolean)
    .join(" ")
  if (words.length <= SPOKEN_CHARACTERS && text.length <= READ_CHARACTERS) return words
  const cut = words.slice(0, SPOKEN_CHARACTERS + 1)
  return spoken.cut(cut.slice(0, Math.max(cut.lastIndexOf(" "), SPOKEN_CHARACTERS / 2)).toWellFormed())
}

/** A table is one token that says how large it is. */
function outsideTables(tokens: Token[]): (Token | string)[] {
  const kept: (Token | string)[] = []
  let table: Token[] | undefined
  for (const token of tokens) {
    if (token.type === "table_open") table = []
    else if (token.type === "table_close") {
      kept.push(tableInWords(table ?? []))
      table = undefined
    } else if (table) table.push(token)
    else kept.push(token)
  }
  return kept
}

function tableInWords(tokens: Token[]): string {
  const columns = tokens.filter(({ type }) => type === "th_open").length
  const rows = tokens.filter(({ type }) => type === "tr_open").length - 1
  return spoken.table({ columns, rows })
}

function sentenceOf(token: Token | string, sources: number[]): string {
  if (typeof token === "string") return token
  switch (token.type) {
    case "list_item_open":
      return token.info && `${token.info}.`
    case "inline":
      return ended((token.children ?? []).map((child) => wordsOf(child, sources)).join(""))
    case "fence":
    case "code_block":
      return codeInWords(token)
    case "math_block":
      return spoken.formula
    default:
      return ended(token.content)
  }
}

function wordsOf(token: Token, sources: number[]): string {
  if (token.type === "text") return withoutNumbers(token.content, sources)
  if (token.type === "softbreak" || token.type === "hardbreak") return " "
  if (token.type === "math_inline") return spoken.formulaInText
  if (token.type === "image") return token.content ? markdownWords.image(token.content) : spoken.imageInText
  return token.type === "footnote_reference" || token.type === "task" ? "" : token.content
}

function withoutNumbers(text: string, sources: number[]): string {
  const pieces = splitNumbers(text, (number) => sources.includes(number))
  if (pieces.every((piece) => typeof piece === "string")) return text
  return pieces
    .filter((piece) => typeof piece === "string")
    .join("")
    .replace(/\s+(?=[.,;:!?]|$)/g, "")
}

function codeInWords({ content, info }: Token): string {
  const [language = ""] = info.trim().split(/\s/, 1)
  return spoken.code({ language, lines: content.trimEnd().split("\n").length })
}

/** Blocks are read one after the other, so each ends like a sentence. */
function ended(words: string): string {
  const text = words.replace(/\s+/g, " ").trim()
  return text === "" || /[\p{Po}…]["’”»)]*$/u.test(text) ? text : `${text}.`
}
