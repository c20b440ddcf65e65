import { readdirSync } from "node:fs"
import { beforeEach, expect, test, vi } from "vitest"
import { signIn } from "@/lib/actions/admin"
import { removeSample } from "@/lib/actions/sample"
import { listAudit } from "@/lib/server/admin/audit"
import { query } from "@/lib/server/db/client"
import { addDocument } from "@/lib/server/documents/add"
import { readWaiting } from "@/lib/server/documents/ingest"
import { addSample, leaveSample } from "@/lib/server/documents/sample"
import { searchPassages } from "@/lib/server/documents/search"
import { env } from "@/lib/server/env"
import { listSettings } from "@/lib/server/settings/history"
import { changeSetting } from "@/lib/server/settings/settings"
import { words } from "@/lib/words/words"
import { createBrowser } from "@/tests/support/app/next-headers"
import { SECRETS } from "@/tests/support/app/settings"

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

const ADA = { id: "01940000-0000-7000-8000-000000000001" }
const GUIDES = readdirSync("samples", { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".md"),
)

process.env.SAMPLE_DOCUMENTS = "1"

beforeEach(async () => {
  env().SAMPLE_DOCUMENTS = true
  await query(({ sql }) => sql`truncate documents, settings, audit_log cascade`)
})

test("where there has never been a document, the guide is added in every language, with questions that it answers", async () => {
  await addSample()
  expect(await documents("sample")).toEqual(GUIDES.toSorted())
  expect(await starters()).toEqual(words.sampleStarters)
  expect(GUIDES).toContain("de/about.md")
})

test("the guide is added once by processes that start at the same time, and not again at the next start", async () => {
  await Promise.all([addSample(), addSample(), addSample()])
  await addSample()
  expect(await documents("sample")).toHaveLength(GUIDES.length)
})

test("a database of the operator's own gets no guide", async () => {
  env().SAMPLE_DOCUMENTS = false
  await addSample()
  expect(await documents("sample")).toEqual([])
  expect(await starters()).toBeUndefined()
})

test("a guide that was broken off while it was added is whole after the next start", async () => {
  await addDocument({ source: "sample", name: "en/about.md", content: Buffer.from("# Half of it") })
  await addSample()
  expect(await documents("sample")).toHaveLength(GUIDES.length)
})

test("where the operator has a document already, no guide comes, also not when that document is gone", async () => {
  await addOwn("waiting")
  await addSample()
  await query(({ sql }) => sql`delete from documents`)
  await addSample()
  expect(await documents("sample")).toEqual([])
  expect(await starters()).toBeUndefined()
})

test("the guide leaves when a document of the operator is ready, not before, and does not come back", async () => {
  await addSample()
  await addOwn("reading")
  await leaveSample()
  expect(await documents("sample")).toHaveLength(GUIDES.length)

  await query(({ sql }) => sql`update documents set state = 'ready' where source = 'upload'`)
  await leaveSample()
  await leaveSample()
  expect(await documents("sample")).toEqual([])
  expect(await documents("upload")).toEqual(["own.md"])
  expect(await starters()).toBeUndefined()

  await query(({ sql }) => sql`delete from documents`)
  await addSample()
  expect(await documents("sample")).toEqual([])
})

test("reading a document of the operator takes the guide away, a file that cannot be read does not", async () => {
  await addSample()
  await addDocument({ source: "upload", name: "empty.md", content: new Uint8Array() })
  await readWaiting()
  expect(await documents("sample")).toHaveLength(GUIDES.length)

  await addDocument({
    source: "upload",
    name: "own.md",
    content: Buffer.from("# Ours\n\nThe maps are upstairs."),
  })
  await readWaiting()
  expect(await documents("sample")).toEqual([])
})

test("an operator removes the guide by one click, which is in the audit log; a stranger does not", async () => {
  await addSample()
  const [operator, stranger] = [createBrowser(), createBrowser()]
  await operator.visit(() => signIn({ password: SECRETS.ADMIN_PASSWORD }))
  expect(await stranger.visit(() => removeSample())).toMatchObject({
    ok: false,
    error: { code: "signed_out" },
  })
  expect(await documents("sample")).toHaveLength(GUIDES.length)

  expect(await operator.visit(() => removeSample())).toEqual({ ok: true })
  expect(await documents("sample")).toEqual([])
  expect((await listAudit(1))[0]?.action).toBe("sample_removed")
  await addSample()
  expect(await documents("sample")).toEqual([])
})

test("starter questions that the operator has set stay when the guide comes and when it leaves", async () => {
  await changeSetting(ADA, { name: "starters", value: ["Where are the maps?"] })
  await addSample()
  expect(await starters()).toEqual(["Where are the maps?"])
  await addOwn("ready")
  await leaveSample()
  expect(await starters()).toEqual(["Where are the maps?"])
})

test("that the guide was here is no setting: nothing is said to be unreadable", async () => {
  await addSample()
  await query(({ sql }) => sql`delete from settings where name = 'starters'`)
  expect(await listSettings()).toEqual({ set: {}, since: new Map() })
})

test("what visitors and operators ask first is answered by the right part of the guide, in both languages", async () => {
  await addSample()
  await readWaiting()
  for (const [question, name] of ASKED) {
    const { passages, enough } = await searchPassages({ question })
    expect.soft(await nameOf(passages[0]?.documentId), question).toBe(name)
    expect.soft(enough, question).toBe(true)
  }
  expect(ASKED.map(([question]) => question)).toEqual(expect.arrayContaining(words.sampleStarters))
})

const ASKED = [
  ["How long are my chats kept?", "en/keeping.md"],
  ["Who can read what I write?", "en/your-data.md"],
  ["How do I connect a language model?", "en/starting.md"],
  ["How do I add documents?", "en/starting.md"],
  ["What is a temporary chat?", "en/keeping.md"],
  ["How can I delete all my data?", "en/your-data.md"],
  ["how do i stop an answer", "en/chatting.md"],
  ["How do I make backups?", "en/upkeep.md"],
  ["Wie lange werden meine Chats aufbewahrt?", "de/keeping.md"],
  ["Wer kann meine Chats lesen?", "de/your-data.md"],
  ["Wie kann ich alle meine Daten löschen?", "de/your-data.md"],
  ["Ich habe mein Passwort vergessen", "de/starting.md"],
  ["Wie füge ich ein Dokument hinzu?", "de/starting.md"],
  ["Wie wechsle ich den Schlüssel?", "de/upkeep.md"],
] as const

async function nameOf(id: string | undefined): Promise<string | undefined> {
  const [row] = await query(
    ({ sql }) => sql<{ name: string }[]>`select name from documents where id = ${id ?? null}`,
  )
  return row?.name
}

async function documents(source: string): Promise<string[]> {
  const rows = await query(
    ({ sql }) =>
      sql<{ name: string }[]>`select name from documents where source = ${source} order by name collate "C"`,
  )
  return rows.map(({ name }) => name)
}

async function starters(): Promise<unknown> {
  return (await listSettings()).set.starters
}

async function addOwn(state: string): Promise<void> {
  const { id } = await addDocument({ source: "upload", name: "own.md", content: Buffer.from("# Ours") })
  await query(({ sql }) => sql`update documents set state = ${state} where id = ${id}`)
}
