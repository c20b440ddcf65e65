import { parseSync } from "vite"

type Node = { type: string; start: number; [part: string]: unknown }

/** Attributes that are read, or read out, whatever stands in them. */
const SAID = /^(?:aria-label|aria-description|alt|description|heading|hint|label|placeholder|title)$/

/** Attributes and properties that never are. */
const UNSAID = /^(?:className|rel|media|style|data-.*)$/

/** Functions that are given a selector or a query. */
const SELECTING = /^(?:closest|matchMedia|querySelector|querySelectorAll)$/

/** Stands for a value in a template. */
const VALUE = "\ufffc"

/** What a person would read that is written down in the source of a page: labels, sentences, and their halves; with its line. */
export function wordsIn(file: string, source: string): string[] {
  const found: string[] = []
  const note = (node: Node, words: string) =>
    found.push(`${file}:${source.slice(0, node.start).split("\n").length}: ${words.trim()}`)
  const look = (node: Node, isShown: boolean) => {
    if (isCode(node)) return
    const words = textOf(node)
    if (words !== undefined && (isShown ? /\p{L}/u.test(words) : isProse(words))) note(node, words)
    for (const part in node) {
      const shown = showsPart(node, part, isShown)
      for (const inner of Array.isArray(node[part]) ? node[part] : [node[part]])
        if (isNode(inner)) look(inner, shown)
    }
  }
  look(parseSync(file, source).program as unknown as Node, false)
  return found
}

/** What only the program reads: types, imports, comparisons, names of errors, what is thrown, selectors. */
function isCode(node: Node): boolean {
  const name = nameOf(node.name ?? node.key)
  switch (node.type) {
    case "ImportDeclaration":
    case "ImportExpression":
      return true
    case "NewExpression":
      return /Error$/.test(nameOf(node.callee))
    case "ExpressionStatement":
      return "directive" in node && typeof node.directive === "string"
    case "BinaryExpression":
      return /^[!=]==$/.test(String(node.operator))
    case "JSXAttribute":
    case "Property":
      return UNSAID.test(name)
    case "PropertyDefinition":
      return name === "name"
    case "AssignmentExpression":
      return nameOf(node.left) === "name"
    case "CallExpression":
      return SELECTING.test(nameOf(node.callee)) || (node.callee as Node).type === "Super"
    default:
      return /^TS(?!AsExpression|NonNull|Satisfies)/.test(node.type)
  }
}

/** A literal, or a template with `VALUE` for each value in it. */
function textOf(node: Node): string | undefined {
  if (node.type === "JSXText" || node.type === "Literal")
    return typeof node.value === "string" ? node.value : undefined
  if (node.type !== "TemplateLiteral") return undefined
  return (node.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw).join(VALUE)
}

/** Two words or more, or one with a capital letter: neither code, a media query nor the names of classes. */
function isProse(text: string): boolean {
  const words = text.replaceAll(VALUE, "X")
  if (/[{}=[]|^\([a-z-]+: /.test(text) || !/\p{Ll}/u.test(text) || isClasses(words)) return false
  return /^\p{Lu}\p{Ll}+\s?[.…]?$/u.test(text) || /(?:\p{L}[,.;:!?…’]*|\d)\s+[“(]?\p{L}/u.test(words)
}

function isClasses(text: string): boolean {
  const names = text.trim().split(/\s+/)
  return (
    names.every((name) => /^(?![A-Z][a-z])[-\w:/.%()]*[\w)]$/.test(name)) &&
    names.some((name) => /\w-\w/.test(name))
  )
}

/** Whether what stands in a part of a node is shown as it is: between tags, in an attribute that is read, and after its conditions. */
function showsPart(node: Node, part: string, isShown: boolean): boolean {
  if (node.type === "JSXElement" || node.type === "JSXFragment") return part === "children"
  if (node.type === "JSXAttribute") return SAID.test(nameOf(node.name))
  if (node.type === "JSXExpressionContainer") return isShown
  if (node.type === "LogicalExpression") return isShown && part === "right"
  return node.type === "ConditionalExpression" && isShown && part !== "test"
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value
}

/** What something is called, or called by. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return String(node ?? "")
  return nameOf(node.property ?? node.name ?? node.value)
}
