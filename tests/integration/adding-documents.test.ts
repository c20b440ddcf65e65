import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { LARGEST_FILE } from "@/lib/documents"
import { query } from "@/lib/server/db/client"
import { addDocument } from "@/lib/server/documents/add"
import { deleteDocument, listDocuments, readAgain } from "@/lib/server/documents/documents"
import { readFolder } from "@/lib/server/documents/folder"
import { readWaiting } from "@/lib/server/documents/ingest"
import { csvOf } from "@/lib/server/usage/csv"
import { findStats } from "@/lib/server/usage/stats"
import { runCommand } from "@/tests/support/app/command"

const HOURS = "# Opening hours\n\nThe reading room is open from nine to six, on Saturdays from ten to two."
const NOBODY = "0199aaaa-0000-7000-8000-000000000000"

// A command is two processes, and reads files in a third thread.
vi.setConfig({ testTimeout: 120_000 })

let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "alcove-documents-"))
  await query(({ sql }) => sql`delete from documents`)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("a document", () => {
  test("is added once, left alone when it is the same, replaced when it is another", async () => {
    const first = await add("opening_hours-2026.md", HOURS)
    expect(first.outcome).toBe("added")
    expect(await add("opening_hours-2026.md", HOURS)).toEqual({ id: first.id, outcome: "unchanged" })
    expect(await state(first.id)).toMatchObject({ state: "waiting", title: "opening hours 2026" })
    await readWaiting()
    expect(await state(first.id)).toMatchObject({ state: "ready", passages: 1, bytes: HOURS.length })
    expect(await add("opening_hours-2026.md", HOURS)).toEqual({ id: first.id, outcome: "unchanged" })
    expect(await state(first.id)).toMatchObject({ state: "ready" })

    const replaced = await add("opening_hours-2026.md", `${HOURS} Closed in August.`)
    expect(replaced).toEqual({ id: first.id, outcome: "replaced" })
    expect(await state(first.id)).toMatchObject({ state: "waiting", passages: 1 })
    const files = await query(
      ({ sql }) => sql`select convert_from(content, 'utf8') as text from document_files`,
    )
    expect(files).toEqual([{ text: `${HOURS} Closed in August.` }])
  })

  test("of the same name from elsewhere is another one", async () => {
    const upload = await add("hours.md", HOURS)
    const inFolder = await addDocument({ source: "folder", name: "hours.md", content: Buffer.from(HOURS) })
    expect(inFolder).toMatchObject({ outcome: "added" })
    expect(inFolder.id).not.toBe(upload.id)
  })

  test("added fifty times at once is one document", async () => {
    const added = await Promise.all(Array.from({ length: 50 }, () => add("hours.md", HOURS)))
    expect(new Set(added.map(({ id }) => id)).size).toBe(1)
    expect(await listDocuments()).toHaveLength(1)
  })

  test("that could not be read waits again when it is added again, or when the operator says so", async () => {
    const { id } = await add("nothing.txt", "")
    await readWaiting()
    expect(await state(id)).toMatchObject({ state: "failed", failure: expect.any(String) })
    await add("nothing.txt", "")
    expect(await state(id)).toMatchObject({ state: "waiting" })
    await readWaiting()
    expect(await readAgain(id)).toBe(true)
    expect(await state(id)).toMatchObject({ state: "waiting" })
    expect(await state(id)).not.toHaveProperty("failure")
    expect(await readAgain(NOBODY)).toBe(false)
  })

  test("is deleted with its file and its passages, once", async () => {
    const { id } = await add("hours.md", HOURS)
    await readWaiting()
    expect(await deleteDocument(id)).toBe(true)
    expect(await deleteDocument(id)).toBe(false)
    const left = await query(
      ({ sql }) => sql`select document_id from passages union all select document_id from document_files`,
    )
    expect(left).toEqual([])
  })

  test("has a name in one line that can be seen, and of a long one its end", async () => {
    await add("../a\u202e\u0000\nb\u{e0041}.md", HOURS)
    await add(`${"long/".repeat(60)}é.txt`, HOURS)
    const names = (await listDocuments()).map(({ name }) => name)
    expect(names).toEqual([`${"long/".repeat(39)}é.txt`.slice(-200), "../a b .md"])
    expect([...(names[0] ?? "")]).toHaveLength(200)
  })

  test("that is larger than what is read is not taken", async () => {
    const content = Buffer.alloc(LARGEST_FILE + 1)
    await expect(addDocument({ source: "upload", name: "large.txt", content })).rejects.toThrow("too large")
    expect(await listDocuments()).toEqual([])
  })

  test("is among the most used of a period under its title, those that are gone together", async () => {
    await query(({ sql }) => sql`delete from usage`)
    const { id } = await add("hours.md", "# Opening hours\n\nThe museum opens at ten.")
    const used = [
      [id, 2],
      ["01940000-0000-7000-8000-000000000009", 3],
      ["01940000-0000-7000-8000-000000000008", 4],
    ] as const
    await readWaiting()
    for (const [label, value] of used)
      await query(
        ({ sql }) => sql`
        insert into usage values (date_trunc('hour', now()), 'cited_documents', ${label}, 0, ${value})`,
      )
    const stats = await findStats({ range: "7d" })
    expect(stats.documents).toEqual([
      { label: "Opening hours", value: 2 },
      { label: "", value: 7 },
    ])
    expect(csvOf(stats, "documents")).toBe("label,value\r\nOpening hours,2\r\n,7\r\n")
  })

  test("is listed, the newest first, with how often it was cited", async () => {
    const { id } = await add("hours.md", HOURS)
    await add("later.md", HOURS)
    await query(
      ({ sql }) => sql`
        insert into usage values (now(), 'cited_documents', ${id}, 0, 2), (now(), 'cited_documents', ${id}, 1, 3)`,
    )
    const cited = (await listDocuments()).map(({ name, cited }) => [name, cited])
    expect(cited).toEqual([
      ["later.md", 0],
      ["hours.md", 5],
    ])
  })
})

describe("the folder of documents", () => {
  test("is followed: what is new, what changed, and what is gone", async () => {
    write("hours.md", HOURS)
    write("rules/fees.TXT", "A lost card costs five euros.")
    write("plan.png", "no document")
    write(".hidden/secret.md", HOURS)
    await add("hours.md", "Of the same name, and uploaded.")
    expect(await readFolder(folder)).toEqual({ added: 2, replaced: 0, deleted: 0, left: 0 })
    expect(await readFolder(folder)).toEqual({ added: 0, replaced: 0, deleted: 0, left: 0 })
    expect(await names("folder")).toEqual(["hours.md", "rules/fees.TXT"])

    write("hours.md", `${HOURS} Closed in August.`)
    rmSync(join(folder, "rules"), { recursive: true })
    expect(await readFolder(folder)).toEqual({ added: 0, replaced: 1, deleted: 1, left: 0 })
    expect(await names("folder")).toEqual(["hours.md"])
    expect(await names("upload")).toEqual(["hours.md"])
  })

  test("follows no link that leads out of it", async () => {
    const outside = mkdtempSync(join(tmpdir(), "alcove-outside-"))
    writeFileSync(join(outside, "secret.md"), HOURS)
    write("hours.md", HOURS)
    symlinkSync(join(outside, "secret.md"), join(folder, "secret.md"))
    symlinkSync(outside, join(folder, "outside"))
    symlinkSync(join(folder, "hours.md"), join(folder, "again.md"))
    symlinkSync(folder, join(folder, "round"))
    await readFolder(folder)
    rmSync(outside, { recursive: true })
    expect(await names("folder")).toEqual(["again.md", "hours.md"])
  })

  test("that cannot be read deletes nothing", async () => {
    write("hours.md", HOURS)
    await readFolder(folder)
    rmSync(folder, { recursive: true })
    expect(await readFolder(folder)).toMatchObject({ deleted: 0 })
    expect(await names("folder")).toEqual(["hours.md"])
  })

  test("does not read again what could not be read, as long as it is the same", async () => {
    write("nothing.txt", "")
    await readFolder(folder)
    await readWaiting()
    expect(await readFolder(folder)).toMatchObject({ added: 0, replaced: 0 })
    expect((await listDocuments())[0]).toMatchObject({ state: "failed" })
  })
})

describe("npm run documents:add", () => {
  test("adds files and folders, reads them, and says of each that cannot be read why", async () => {
    write("in/hours.md", HOURS)
    write("in/rules/fees.txt", "A lost card costs five euros.")
    write("in/nothing.txt", "")
    write("in/plan.png", "no document")
    write("alone.md", HOURS)
    const { code, stdout, stderr } = await documentsAdd(join(folder, "in"), join(folder, "alone.md"))
    expect(stderr).toBe("")
    expect(code).toBe(0)
    expect(stdout).toMatch(/1 file is of other kinds, left out\.\n/)
    expect(stdout).toMatch(/^nothing\.txt: .+\.$/m)
    expect(stdout).toMatch(/3 documents are ready, 1 could not be read\.\n$/)
    expect(await names("upload")).toEqual(["alone.md", "hours.md", "nothing.txt", "rules/fees.txt"])
  })

  test("adds nothing when a path is not there, and says which", async () => {
    write("hours.md", HOURS)
    const missing = join(folder, "missing")
    const { code, stdout, stderr } = await documentsAdd(join(folder, "hours.md"), missing)
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toBe(`Nothing was added. There is no ${missing}\n`)
    expect(await listDocuments()).toEqual([])
  })
})

function add(name: string, text: string) {
  return addDocument({ source: "upload", name, content: Buffer.from(text) })
}

async function state(id: string) {
  return (await listDocuments()).find((document) => document.id === id)
}

async function names(source: string): Promise<string[]> {
  const found = (await listDocuments()).filter((document) => document.source === source)
  return found.map(({ name }) => name).toSorted()
}

function write(path: string, text: string): void {
  const place = join(folder, path)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, text)
}

function documentsAdd(...paths: string[]) {
  return runCommand("documents-add", paths)
}
