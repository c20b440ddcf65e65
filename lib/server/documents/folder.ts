import "server-only"
import { createHash } from "node:crypto"
import type { Dirent } from "node:fs"
import { readdir, readFile, realpath, stat } from "node:fs/promises"
import { join, sep } from "node:path"
import { eq } from "drizzle-orm"
import { documents } from "@/drizzle/schema/documents"
import { hasKnownEnding, LARGEST_FILE } from "@/lib/documents"
import { query } from "../db/client"
import { env } from "../env"
import { log } from "../telemetry/log"
import { addDocument, documentName } from "./add"
import { deleteDocument } from "./documents"

/** Milliseconds between two looks into the folder. */
const PAUSE = 600_000

/** What a look into the folder came to, in documents and files; `left`: too large, or could not be opened. */
export type Look = { added: number; replaced: number; deleted: number; left: number }

/** Keeps the documents as the files of `DOCUMENTS_DIR` are, for as long as this process runs; not at all without one. */
export async function watchFolder(): Promise<void> {
  const folder = env().DOCUMENTS_DIR
  if (!folder) return
  setTimeout(watchFolder, PAUSE).unref()
  try {
    log().info(await readFolder(folder), "looked into the folder of documents")
  } catch (error) {
    log().error({ error }, "the folder of documents could not be looked into, the next look goes on")
  }
}

/**
 * Adds what is new in the folder, replaces what changed, and deletes the documents whose file is gone; none of them when a
 * part of the folder cannot be read, as its files may still be there.
 */
export async function readFolder(folder: string): Promise<Look> {
  const look: Look = { added: 0, replaced: 0, deleted: 0, left: 0 }
  const [{ files, isWhole }, known] = await Promise.all([listFiles(folder), findKnown()])
  for (const file of files) {
    const outcome = await take(folder, file, known.get(documentName(file.path)))
    if (outcome !== "unchanged") look[outcome]++
  }
  if (isWhole) look.deleted = await deleteOthers(known, files)
  if (!isWhole) log().warn("a part of the folder of documents cannot be read: nothing was deleted")
  return look
}

type Known = { id: string; name: string; hash: Uint8Array }

async function findKnown(): Promise<Map<string, Known>> {
  const { id, name, hash } = documents
  const rows = await query(({ db }) =>
    db.select({ id, name, hash }).from(documents).where(eq(documents.source, "folder")),
  )
  return new Map(rows.map((row) => [row.name, row]))
}

/** The same content is not handed to the database again, even when it could not be read: it would not be read now. */
async function take(folder: string, { path, bytes }: Found, known: Known | undefined) {
  if (bytes > LARGEST_FILE) return "left"
  const content = await readFile(join(folder, path)).catch(() => undefined)
  if (!content || content.byteLength > LARGEST_FILE) return "left"
  if (known && createHash("sha256").update(content).digest().equals(known.hash)) return "unchanged"
  return (await addDocument({ source: "folder", name: path, content })).outcome
}

async function deleteOthers(known: Map<string, Known>, files: Found[]): Promise<number> {
  const there = new Set(files.map(({ path }) => documentName(path)))
  const gone = [...known.values()].filter(({ name }) => !there.has(name))
  for (const { id } of gone) await deleteDocument(id)
  return gone.length
}

/** A file below a folder: its path from there, with `/` between, and its size. */
export type Found = { path: string; bytes: number }

/** `others`: files whose ending says that they are not read; `isWhole`: no part of the folder was closed to us. */
export type Listing = { files: Found[]; others: number; isWhole: boolean }

/**
 * The files below a folder that may be read as documents, in the order of their paths. What is hidden is passed over, and
 * so is a link that leads out of the folder, or to another folder.
 */
export async function listFiles(folder: string): Promise<Listing> {
  const listing: Listing = { files: [], others: 0, isWhole: true }
  const root = await realpath(folder).catch(() => undefined)
  if (root) await listBelow(root, "", listing)
  else listing.isWhole = false
  listing.files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return listing
}

async function listBelow(root: string, path: string, listing: Listing): Promise<void> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => undefined)
  if (!entries) listing.isWhole = false
  for (const entry of entries ?? []) {
    const inner = path ? `${path}/${entry.name}` : entry.name
    if (entry.name.startsWith(".")) continue
    if (entry.isDirectory()) await listBelow(root, inner, listing)
    else await note(root, inner, entry, listing)
  }
}

async function note(root: string, path: string, entry: Dirent, listing: Listing): Promise<void> {
  const place = join(root, path)
  if (entry.isSymbolicLink() && !(await realpath(place).catch(() => "")).startsWith(root + sep)) return
  const found = await stat(place).catch(() => undefined)
  if (!found?.isFile()) return
  if (hasKnownEnding(entry.name)) listing.files.push({ path, bytes: found.size })
  else listing.others++
}
