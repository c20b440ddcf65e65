import { sql } from "drizzle-orm"
import { beforeEach, expect, test } from "vitest"
import { documents, passages } from "@/drizzle/schema/documents"
import { query } from "@/lib/server/db/client"
import { addDocument } from "@/lib/server/documents/add"
import { deleteDocument, listDocuments, readAgain } from "@/lib/server/documents/documents"
import { readWaiting } from "@/lib/server/documents/ingest"
import { storePassages } from "@/lib/server/documents/passages"
import { beginDocument, claimDocuments, renewClaims } from "@/lib/server/documents/queue"
import { searchPassages } from "@/lib/server/documents/search"

beforeEach(() => query(({ db }) => db.delete(documents)))

test("A file is read in the background of its adding, and found", async () => {
  const { id, outcome } = await add("hours.md", "# Opening hours\n\nThe library opens at nine.")
  expect(outcome).toBe("added")
  expect(await stateOf(id)).toMatchObject({ state: "waiting", title: "hours", passages: 0 })
  await readWaiting()
  expect(await stateOf(id)).toMatchObject({ state: "ready", title: "Opening hours", passages: 1, kind: "md" })
  const found = await searchPassages({ question: "When does the library open?" })
  expect(found.passages[0]).toMatchObject({ documentId: id, title: "Opening hours", start: 17 })
})

test("The same content again is no work, other content replaces the document, its name and place stay", async () => {
  const first = await add("hours.md", "The library opens at nine.")
  await readWaiting()
  expect(await add("hours.md", "The library opens at nine.")).toEqual({ id: first.id, outcome: "unchanged" })
  expect(await stateOf(first.id)).toMatchObject({ state: "ready" })

  expect(await add("hours.md", "The museum opens at ten.")).toEqual({ id: first.id, outcome: "replaced" })
  const meanwhile = await searchPassages({ question: "When does the library open?" })
  expect(meanwhile.passages[0]?.text).toBe("The library opens at nine.")
  await readWaiting()
  const after = await searchPassages({ question: "When does the library or the museum open?" })
  expect(after.passages.map(({ text }) => text)).toEqual(["The museum opens at ten."])
  expect(await query(({ db }) => db.$count(passages))).toBe(1)
})

test("Of one name there may be one document of each source", async () => {
  const one = await add("hours.md", "The library opens at nine.")
  const content = Buffer.from("The museum opens at ten.")
  const other = await addDocument({ source: "folder", name: "hours.md", content })
  expect(other).toMatchObject({ outcome: "added" })
  expect(other.id).not.toBe(one.id)
})

test("What cannot be read says why, keeps what was read before, and is tried again with the same file", async () => {
  const { id } = await add("hours.md", "The library opens at nine.")
  await readWaiting()
  await add("hours.md", "# Only a heading")
  await readWaiting()
  expect(await stateOf(id)).toMatchObject({ state: "failed", failure: "no_text" })
  const found = await searchPassages({ question: "When does the library open?" })
  expect(found.passages[0]?.text).toBe("The library opens at nine.")
  expect(await add("hours.md", "# Only a heading")).toMatchObject({ id, outcome: "replaced" })
})

test("A deleted document is found no more, also when it was being read", async () => {
  const { id } = await add("hours.md", "The library opens at nine.")
  await readWaiting()
  await readAgain(id)
  const [claim] = await claimDocuments(1)
  expect(await deleteDocument(id)).toBe(true)
  expect(await deleteDocument(id)).toBe(false)
  expect(await readAgain(id)).toBe(false)
  if (!claim) throw new Error("nothing was taken")
  expect(await storePassages(claim, read("The library opens at nine."))).toBe(false)
  expect(await query(({ db }) => db.$count(passages))).toBe(0)
})

test("Two processes that read side by side take each document once", async () => {
  for (let at = 0; at < 40; at++) await add(`page-${at}.md`, `Page ${at} of the guide.`)
  const taken = await Promise.all(Array.from({ length: 20 }, () => claimDocuments(3)))
  const ids = taken.flat().map(({ id }) => id)
  expect(ids).toHaveLength(40)
  expect(new Set(ids).size).toBe(40)
})

test("A document whose reader is gone is taken up again, and the reader that wakes up late changes nothing", async () => {
  const { id } = await add("hours.md", "The library opens at nine.")
  const [late] = await claimDocuments(1)
  if (!late) throw new Error("nothing was taken")
  expect(await claimDocuments(1)).toEqual([])
  await endLeases()
  await readWaiting()
  expect(await stateOf(id)).toMatchObject({ state: "ready" })
  expect(await storePassages(late, read("Something else."))).toBe(false)
  await renewClaims([late])
  const found = await searchPassages({ question: "When does the library open?" })
  expect(found.passages.map(({ text }) => text)).toEqual(["The library opens at nine."])
})

test("A document that ends its reader three times is given up, and those that were taken with it are read", async () => {
  const { id } = await add("evil.md", "The library opens at nine.")
  const other = await add("hours.md", "The museum opens at ten.")
  for (let attempt = 0; attempt < 3; attempt++) {
    const evil = (await claimDocuments(2)).find((claim) => claim.id === id)
    if (!evil) throw new Error("it was not taken")
    expect(evil.attempts).toBe(attempt)
    // Sent again because its answer was lost, say.
    await beginDocument(evil)
    expect(await beginDocument(evil)).toHaveLength(26)
    await endLeases()
  }
  await readWaiting()
  expect(await stateOf(id)).toMatchObject({ state: "failed", failure: "crashed" })
  expect(await stateOf(other.id)).toMatchObject({ state: "ready" })
})

test("A document that cannot be stored stays waiting, and those that were taken with it are read", async () => {
  const { id } = await add("evil.md", "This cannot be stored.")
  const other = await add("hours.md", "The museum opens at ten.")
  await query(({ db }) =>
    db.execute(sql`alter table passages add constraint no_evil check (text not like '%cannot%')`),
  )
  await readWaiting()
  await query(({ db }) => db.execute(sql`alter table passages drop constraint no_evil`))
  expect(await stateOf(other.id)).toMatchObject({ state: "ready" })
  await endLeases()
  await readWaiting()
  expect(await stateOf(id)).toMatchObject({ state: "ready" })
})

test("A text of which the language cannot be told is searched in that of most others", async () => {
  await add("hours.md", "The museums of the town open at ten, and they are closed on public holidays.")
  await add("tables.md", "Opening times")
  await readWaiting()
  const { passages: found } = await searchPassages({ question: "When is it opened, at what time?" })
  expect(found.map(({ text }) => text)).toContain("Opening times")
  const configs = await query(({ db }) => db.selectDistinct({ config: passages.config }).from(passages))
  expect(configs).toEqual([{ config: "english" }])
})

test("Names and titles are one line without control characters, and never empty", async () => {
  const { id } = await add("a\u202e\n<b>\u0000.md", "Words.")
  expect(await stateOf(id)).toMatchObject({ name: "a <b>.md" })
  const nameless = await add("\u200b", "Words.")
  expect(await stateOf(nameless.id)).toMatchObject({ name: "?" })
})

function add(name: string, text: string) {
  return addDocument({ source: "upload", name, content: Buffer.from(text) })
}

async function stateOf(id: string) {
  return (await listDocuments()).find((document) => document.id === id)
}

function endLeases() {
  return query(({ db }) => db.update(documents).set({ leaseUntil: new Date(0) }))
}

function read(text: string) {
  const passage = { start: 0, end: text.length, heading: "", text, tokens: 6 }
  return { title: "Late", kind: "md" as const, language: "en", text, passages: [passage] }
}
