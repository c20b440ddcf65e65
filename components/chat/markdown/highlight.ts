import bash from "highlight.js/lib/languages/bash"
import c from "highlight.js/lib/languages/c"
import cpp from "highlight.js/lib/languages/cpp"
import csharp from "highlight.js/lib/languages/csharp"
import css from "highlight.js/lib/languages/css"
import diff from "highlight.js/lib/languages/diff"
import go from "highlight.js/lib/languages/go"
import java from "highlight.js/lib/languages/java"
import javascript from "highlight.js/lib/languages/javascript"
import json from "highlight.js/lib/languages/json"
import php from "highlight.js/lib/languages/php"
import python from "highlight.js/lib/languages/python"
import ruby from "highlight.js/lib/languages/ruby"
import rust from "highlight.js/lib/languages/rust"
import sql from "highlight.js/lib/languages/sql"
import typescript from "highlight.js/lib/languages/typescript"
import xml from "highlight.js/lib/languages/xml"
import yaml from "highlight.js/lib/languages/yaml"
import { createLowlight } from "lowlight"

const lowlight = createLowlight({
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  php,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
})

type Tree = ReturnType<typeof lowlight.highlight>

// Some grammars take the square of the code's length, and each piece is an element on the page.
const MAX_CHARACTERS = 3_000
const MAX_PIECES = 2_000

/** Code as a tree of coloured pieces; undefined for a language not known here, or for code too long to colour. */
export function highlight(code: string, language: string): Tree | undefined {
  if (code.length > MAX_CHARACTERS || !lowlight.registered(language)) return undefined
  const tree = lowlight.highlight(language, code)
  return isSmall(tree) ? tree : undefined
}

/**
 * Long code in pieces that can be coloured one after the other, cut where a line at the margin follows an empty one, or
 * else after a line: there, what spans lines has most likely ended.
 */
export function piecesOf(code: string): string[] {
  const pieces: string[] = []
  let rest = code
  while (rest.length > MAX_CHARACTERS) {
    const end = cutOf(rest.slice(0, MAX_CHARACTERS))
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [...pieces, rest]
}

function cutOf(code: string): number {
  const margins = [...code.matchAll(/\n\s*\n(?=[^\s)}\]])/g)]
  const last = margins.at(-1)
  const afterBlank = last ? last.index + last[0].length : 0
  const afterLine = code.lastIndexOf("\n") + 1
  return [afterBlank, afterLine].find((end) => end > code.length / 3) ?? code.length
}

function isSmall(tree: Tree): boolean {
  const pieces: (Tree | Tree["children"][number])[] = [tree]
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]
    if (piece && "children" in piece) pieces.push(...piece.children)
    if (pieces.length > MAX_PIECES) return false
  }
  return true
}
