import "server-only"
import type { Source } from "@/lib/types"
import { sentencesOf } from "../retrieval/sentences"
import { piecesOf } from "../retrieval/words"

/** Sentences that are quoted at most, and characters of all together. */
const SENTENCES = 4
const CHARACTERS = 700

/** Passages that are quoted from; a sentence of a lower one has to tell more. */
const PASSAGES = 3
const LOWER = 0.8

/** Share of what the best sentence tells from which on another one is worth saying, too. */
const WORTH = 0.45

/** What a heading above says counts for the first sentence under it, and for the others. */
const HEADING_FIRST = 0.6
const HEADING_LATER = 0.3

type Sentence = { text: string; number: number; at: number; about: string; score: number }

/**
 * The sentences of the best passages that say most about a question, whole and in the order of their document, each passage's
 * followed by its number: an answer without a model.
 */
export function quote(question: string, sources: Source[]): string {
  const sentences = sources.slice(0, PASSAGES).flatMap(sentencesIn)
  const scored = score(question, sentences)
  const best = Math.max(0, ...scored.map((sentence) => sentence.score))
  const telling = scored
    .filter((sentence) => sentence.score >= best * WORTH)
    .toSorted((a, b) => b.score - a.score)
  return inOrder(withinLimits(telling))
}

function withinLimits(sentences: Sentence[]): Sentence[] {
  let left = CHARACTERS
  return sentences.slice(0, SENTENCES).filter(({ text }, at) => {
    left -= text.length
    return at === 0 || left >= 0
  })
}

/** Passages in the order of their numbers, sentences in that of their passage. */
function inOrder(chosen: Sentence[]): string {
  const numbers = [...new Set(chosen.map(({ number }) => number))].toSorted((a, b) => a - b)
  return numbers
    .map((number) => {
      const own = chosen.filter((sentence) => sentence.number === number).toSorted((a, b) => a.at - b.at)
      return `${own.map(({ text }) => text).join(" ")} [${number}]`
    })
    .join("\n\n")
}

/** How much of the question each sentence holds, a piece of a word counting the more the fewer sentences have it. */
function score(question: string, sentences: Omit<Sentence, "score">[]): Sentence[] {
  const asked = [...new Set(piecesOf(question))]
  const bags = sentences.map(({ text }) => new Set(piecesOf(text)))
  const weights = asked.map((piece) => {
    const found = bags.filter((bag) => bag.has(piece)).length
    return Math.log(1 + (bags.length - found + 0.5) / (found + 0.5))
  })
  const told = (bag: Set<string>) =>
    asked.reduce((sum, piece, at) => sum + (bag.has(piece) ? (weights[at] ?? 0) : 0), 0)
  return sentences.map((sentence, at) => {
    const above = sentence.at === 0 ? HEADING_FIRST : HEADING_LATER
    const words = told(bags[at] ?? new Set()) + above * told(new Set(piecesOf(sentence.about)))
    return { ...sentence, score: words * LOWER ** (sentence.number - 1) }
  })
}

/** Whole sentences: no headings, no code; a row of a table as a sentence of its cells. */
function sentencesIn({ number, title, heading, text }: Source): Omit<Sentence, "score">[] {
  const sentences: Omit<Sentence, "score">[] = []
  for (const block of text.split(/\n{2,}/)) {
    const lines = block.split("\n")
    const said = isTable(lines) ? rowsAsWords(lines) : sentencesOfProse(block)
    for (const sentence of said.map(withoutNumbers))
      sentences.push({ text: sentence, number, at: sentences.length, about: `${title} ${heading}` })
  }
  return sentences
}

function sentencesOfProse(block: string): string[] {
  if (/^\s*(?:#|```|~~~)/.test(block)) return []
  const items = block.split(/\n(?=\s*(?:[-*+]|\d+[.)])\s)/)
  return items.flatMap((item) => {
    const prose = item.replace(/^\s*(?:[-*+]|\d+[.)]|>)\s+/, "").replace(/\s*\n\s*/g, " ")
    return sentencesOf(prose).map(({ start, end }) => prose.slice(start, end))
  })
}

/** A document's own notes: a number of it would read as one of ours. */
function withoutNumbers(sentence: string): string {
  return sentence.replace(/\s*\[\^?\d{1,4}\]/g, "")
}

function isTable(lines: string[]): boolean {
  return lines.length > 2 && /^\s*\|/.test(lines[0] ?? "") && /^[\s:|-]+$/.test(lines[1] ?? "")
}

/** `Adults: 4 €, Children: free` for each row. */
function rowsAsWords([header = "", , ...rows]: string[]): string[] {
  const names = cellsOf(header)
  return rows.map((row) => {
    const [first = "", ...cells] = cellsOf(row)
    const told = cells.flatMap((cell, at) =>
      cell ? [`${names[at + 1] ?? ""}: ${cell}`.replace(/^: /, "")] : [],
    )
    return told.length > 0 ? `${first} – ${told.join(", ")}.` : `${first}.`
  })
}

function cellsOf(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim())
}
