import { existsSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { type DocumentFailure, type DocumentShown, LARGEST_FILE } from "@/lib/documents"
import { addDocument } from "@/lib/server/documents/add"
import { listDocuments } from "@/lib/server/documents/documents"
import { listFiles } from "@/lib/server/documents/folder"
import { readWaiting } from "@/lib/server/documents/ingest"
import { words } from "@/lib/words/words"
import { runCommand } from "./command"
import { clearProgress, showProgress } from "./progress"

/** A file to add: where it is, and the name it has as a document. */
type Given = { place: string; name: string; bytes: number }

/** Milliseconds between two looks for documents that another process reads. */
const LOOK = 300

// Adds files and folders to the documents, reads them, and says of each that could not be read why.
await runCommand(async () => {
  const places = process.argv.slice(2).map((path) => resolve(process.env.INIT_CWD ?? "", path))
  const missing = places.filter((place) => !existsSync(place))
  if (places.length === 0) return complain("Name files or folders: npm run documents:add -- PATH…")
  if (missing.length > 0) return complain(`Nothing was added. There is no ${missing.join(", no ")}`)
  const files = (await Promise.all(places.map(filesAt))).flat()
  const { ids, refused } = await addAll(files)
  const read = await readAll(ids)
  clearProgress()
  report(read, refused)
  return 0
})

function complain(sentence: string): number {
  console.error(sentence)
  return 1
}

async function filesAt(place: string): Promise<Given[]> {
  const found = await stat(place)
  if (!found.isDirectory()) return [{ place, name: basename(place), bytes: found.size }]
  const { files, others, isWhole } = await listFiles(place)
  if (others > 0) console.log(`${place}: ${count(others, "file is", "files are")} of other kinds, left out.`)
  if (!isWhole) console.log(`${place}: a part of it cannot be opened, and was left out.`)
  return files.map(({ path, bytes }) => ({ place: join(place, path), name: path, bytes }))
}

/** `refused`: names of files that were not added, and why. */
async function addAll(files: Given[]) {
  const ids = new Set<string>()
  const refused: { name: string; failure: DocumentFailure }[] = []
  for (const [at, { place, name, bytes }] of files.entries()) {
    showProgress("added", at, files.length)
    if (bytes > LARGEST_FILE) {
      refused.push({ name, failure: "too_large" })
      continue
    }
    const { id } = await addDocument({ source: "upload", name, content: await readFile(place) })
    ids.add(id)
  }
  return { ids, refused }
}

/** Reads until these are read, whoever does it: an app that runs beside this reads, too. */
async function readAll(ids: Set<string>): Promise<DocumentShown[]> {
  for (;;) {
    const mine = (await listDocuments()).filter(({ id }) => ids.has(id))
    const ended = mine.filter(({ state }) => state === "ready" || state === "failed").length
    showProgress("read", ended, mine.length)
    if (ended === mine.length) return mine
    const show = (done: number) => showProgress("read", Math.min(ended + done, mine.length), mine.length)
    await readWaiting({ onProgress: show })
    await pause(LOOK)
  }
}

function report(read: DocumentShown[], refused: { name: string; failure: DocumentFailure }[]): void {
  const failed = read.flatMap(({ name, failure }) => (failure ? [{ name, failure }] : [])).concat(refused)
  for (const { name, failure } of failed) console.log(`${name}: ${words.documents.failures[failure]}`)
  const ready = read.filter(({ state }) => state === "ready").length
  const rest = failed.length > 0 ? `, ${failed.length.toLocaleString("en")} could not be read` : ""
  console.log(`${count(ready, "document is", "documents are")} ready${rest}.`)
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`
}
