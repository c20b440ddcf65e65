import { Complaint } from "./say.mjs"

/** @type {[RegExp, string][]} */
const known = [
  [/ENOSPC|No space left/, "The disk is full. Make room, then start again."],
  [/EDQUOT/, "The disk quota is used up. Make room, then start again."],
  [/EROFS/, "The folder is on a read-only disk. Copy Alcove to a folder that can be written to."],
  [/EACCES|EPERM/, "A file may not be read or written by this user. Start as the user who owns the folder."],
]

/** @type {[RegExp, string][]} */
const registry = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT/,
    "The npm registry cannot be reached. Check the network or the proxy, then start again.",
  ],
  [
    /E40[137]\b/,
    "The npm registry refuses to answer. Check npm's registry and login settings, then start again.",
  ],
  [/EUSAGE/, "package.json and package-lock.json differ. Take both from the same version of Alcove."],
]

/**
 * What a person can do about a fault of the machine; undefined when it is none that is known.
 * @param {string} text an error's message or a command's output
 */
export function explain(text) {
  return known.find(([pattern]) => pattern.test(text))?.[1]
}

/**
 * What a person is told about an error: a foreseen one in its own sentence, else the whole of it.
 * @param {unknown} error
 */
export function inWords(error) {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof Complaint) return error.message
  const advice = explain(error.message)
  return advice ? `${advice}\n(${error.message})` : error.stack
}

/**
 * `explain` for the output of npm.
 * @param {string} output
 */
export function explainInstall(output) {
  return explain(output) ?? registry.find(([pattern]) => pattern.test(output))?.[1]
}

/**
 * The end of a command's output without the stack traces, for a person to read.
 * @param {string} output
 * @param {number} count how many lines
 */
export function lastLines(output, count) {
  const lines = output.split("\n").filter((line) => line.trim() && !/^\s+at /.test(line))
  return lines.slice(-count).join("\n")
}
