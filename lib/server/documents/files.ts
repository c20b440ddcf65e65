import "server-only"
import type { Dirent } from "node:fs"
import { readdir, realpath, stat } from "node:fs/promises"
import { join, sep } from "node:path"
import { hasKnownEnding } from "@/lib/documents"

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
