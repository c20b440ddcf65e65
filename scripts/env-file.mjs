import { existsSync, readFileSync } from "node:fs"
import { Complaint } from "./say.mjs"

/** @typedef {{ values: Record<string, string>, notes: string[] }} EnvFile `notes`: what is odd in it, never a value */

/** A name, and a value in one of three quotes (then over several lines, too) or bare to the end of the line. */
const entry =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:"((?:\\"|[^"])*)"|'([^']*)'|`([^`]*)`)[ \t]*(?:#.*)?$|^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=(.*)$|^(?![ \t]*(?:#|$)).+$/gm

/**
 * Reads a .env file the same way on every Node: `NAME=value`, with or without quotes, `export`, comments.
 * @param {string} file
 * @returns {EnvFile} empty when there is no such file
 * @throws {Complaint} when it is no text
 */
export function readEnvFile(file) {
  return existsSync(file) ? parseEnvText(decode(readFileSync(file))) : { values: {}, notes: [] }
}

/**
 * @param {string} text
 * @returns {EnvFile}
 */
export function parseEnvText(text) {
  /** @type {EnvFile} */
  const found = { values: Object.create(null), notes: [] }
  const lines = text.replaceAll(/\r\n?/g, "\n")
  for (const match of lines.matchAll(entry)) {
    const [, quoted, double, single, back, bare, rest] = match
    const name = quoted ?? bare
    if (name === undefined) {
      const line = lines.slice(0, match.index).split("\n").length
      found.notes.push(`.env: line ${line} is no NAME=value, and is left out.`)
      continue
    }
    if (name in found.values) found.notes.push(`.env: ${name} is set twice; the last one counts.`)
    found.values[name] = double === undefined ? (single ?? back ?? "") : unescaped(double)
    if (rest !== undefined) found.values[name] = bareValue(name, rest, found.notes)
  }
  return { ...found, values: { ...found.values } }
}

/**
 * @param {string} name
 * @param {string} rest of the line
 * @param {string[]} notes
 */
function bareValue(name, rest, notes) {
  const value = rest.replace(/#.*$/, "").trim()
  if (/\S#/.test(rest) || /^[ \t]*#[^ \t]/.test(rest))
    notes.push(`.env: ${name} ends at a #. If the # belongs to the value, put it into quotes: ${name}="…"`)
  else if (/^["'`]/.test(value)) notes.push(`.env: ${name} begins with a quote that has no end.`)
  return value
}

/** @param {string} text */
function unescaped(text) {
  return text.replaceAll("\\n", "\n").replaceAll('\\"', '"')
}

/**
 * Editors of Windows write UTF-8 with a mark at the beginning, or UTF-16.
 * @param {Buffer} bytes
 */
function decode(bytes) {
  const [first, second] = bytes
  const isBig = first === 0xfe && second === 0xff
  const encoding = isBig ? "utf-16be" : first === 0xff && second === 0xfe ? "utf-16le" : "utf-8"
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (!text.includes("\0")) return text
  } catch {}
  throw new Complaint(".env is not a text in UTF-8. Save it again with the encoding UTF-8.")
}
