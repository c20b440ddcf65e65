import { beforeEach, describe, expect, test, vi } from "vitest"
import { POST } from "@/app/api/admin/documents/route"
import { signIn } from "@/lib/actions/admin"
import {
  addText,
  deleteDocument,
  listDocuments as listAsOperator,
  readDocumentAgain,
  tryQuestion,
} from "@/lib/actions/documents"
import { LARGEST_FILE } from "@/lib/documents"
import { listAudit } from "@/lib/server/admin/audit"
import { auditInWords } from "@/lib/server/admin/audit-text"
import { query } from "@/lib/server/db/client"
import { listDocuments } from "@/lib/server/documents/documents"
import { readWaiting } from "@/lib/server/documents/ingest"
import { createBrowser } from "@/tests/support/app/next-headers"
import { SECRETS } from "@/tests/support/app/settings"

vi.mock("next/headers", () => import("@/tests/support/app/next-headers"))

const HOURS = "The reading room is open from nine to six, on Saturdays from ten to two."
const SIGNED_OUT = { ok: false, error: { code: "signed_out" } }

let operator: ReturnType<typeof createBrowser>

beforeEach(async () => {
  await query(({ sql }) => sql`truncate documents, audit_log, admin_sessions, budgets cascade`)
  operator = createBrowser()
  expect(await operator.visit(() => signIn({ password: SECRETS.ADMIN_PASSWORD }))).toEqual({ ok: true })
})

describe("the address that takes files", () => {
  test("takes a file of an operator, and tells what became of it", async () => {
    const first = await sent("?name=hours.txt", HOURS)
    expect(first).toMatchObject({ status: 200, body: { outcome: "added" } })
    expect((await sent("?name=hours.txt", HOURS)).body).toEqual({ id: first.body.id, outcome: "unchanged" })
    expect((await sent("?name=hours.txt", `${HOURS} Closed in August.`)).body.outcome).toBe("replaced")
    const other = await sent(`?name=new.txt&replaces=${first.body.id}`, "Another one")
    expect(other.body).toEqual({ id: first.body.id, outcome: "replaced" })
    expect(await listDocuments()).toMatchObject([{ name: "hours.txt", source: "upload", state: "waiting" }])
    expect(await audit()).toEqual([
      "replaced the document “hours.txt”.",
      "replaced the document “hours.txt”.",
      "added the document “hours.txt”.",
      "signed in.",
    ])
  })

  test("refuses a stranger, a page of another site, a file without a name, and one that is too large", async () => {
    const stranger = await sent("?name=hours.txt", HOURS, {}, createBrowser())
    expect(stranger).toMatchObject({ status: 401, body: { error: expect.stringContaining("signed out") } })
    const foreign = { origin: "https://another.example", host: "here.example" }
    expect(await sent("?name=hours.txt", HOURS, foreign)).toMatchObject({ status: 403 })
    expect(await sent("", HOURS)).toMatchObject({ status: 400 })
    expect(await sent("?name=%20", HOURS)).toMatchObject({ status: 400 })
    const gone = "?name=a&replaces=0199aaaa-0000-7000-8000-000000000000"
    expect(await sent(gone, HOURS)).toMatchObject({ status: 404 })
    expect(await sent("?name=a&replaces=nonsense", HOURS)).toMatchObject({ status: 404 })
    const large = await sent("?name=large.txt", Buffer.alloc(LARGEST_FILE + 1))
    expect(large).toMatchObject({ status: 413, body: { error: expect.stringContaining("larger") } })
    expect(await listDocuments()).toEqual([])
  })
})

describe("the actions of the page of documents", () => {
  test("add a text, read it again, find it by a question, and delete it", async () => {
    const added = await operator.visit(() => addText({ title: "Opening hours", text: HOURS }))
    expect(added).toMatchObject({ ok: true, outcome: "added" })
    const id = added.ok ? added.id : ""
    await readWaiting()
    expect(await operator.visit(() => listAsOperator())).toMatchObject({
      ok: true,
      documents: [{ id, title: "Opening hours", source: "text", state: "ready", passages: 1 }],
    })
    const found = await operator.visit(() => tryQuestion({ question: "When is the reading room open?" }))
    expect(found).toMatchObject({ ok: true, enough: true, passages: [{ documentId: id, text: HOURS }] })
    const weak = await operator.visit(() => tryQuestion({ question: "How much is a ticket to the moon?" }))
    expect(weak).toMatchObject({ ok: true, enough: false })
    expect(await operator.visit(() => readDocumentAgain({ id }))).toEqual({ ok: true })
    expect(await operator.visit(() => deleteDocument({ id }))).toEqual({ ok: true })
    expect(await operator.visit(() => deleteDocument({ id }))).toMatchObject({ error: { code: "not_found" } })
    expect((await audit()).slice(0, 2)).toEqual([
      "deleted the document “Opening hours”.",
      "added the document “Opening hours”.",
    ])
  })

  test("do nothing for a stranger", async () => {
    const added = await operator.visit(() => addText({ title: "Opening hours", text: HOURS }))
    const id = added.ok ? added.id : ""
    const before = await listDocuments()
    const stranger = createBrowser()
    const refused = await stranger.visit(() =>
      Promise.all([
        addText({ title: "Mine", text: HOURS }),
        deleteDocument({ id }),
        readDocumentAgain({ id }),
        listAsOperator(),
        tryQuestion({ question: "When is the reading room open?" }),
      ]),
    )
    for (const answer of refused) expect(answer).toMatchObject(SIGNED_OUT)
    expect(await listDocuments()).toEqual(before)
  })

  test("refuse a text without a title, one without words, and one that cannot be stored", async () => {
    for (const unfit of [
      { title: " ", text: HOURS },
      { title: "Hours", text: "" },
      { title: "Hours", text: "a\0b" },
      { title: "x".repeat(201), text: HOURS },
    ])
      expect(await operator.visit(() => addText(unfit))).toMatchObject({ error: { code: "invalid" } })
    expect(await listDocuments()).toEqual([])
  })
})

async function sent(
  search: string,
  body: string | Buffer<ArrayBuffer>,
  headers: Record<string, string> = {},
  browser = operator,
) {
  const request = new Request(`http://here.example/api/admin/documents${search}`, {
    method: "POST",
    body,
    headers,
  })
  const response = await browser.visit(() => POST(request))
  return { status: response.status, body: await response.json() }
}

async function audit(): Promise<string[]> {
  return (await listAudit(20)).map((entry) => auditInWords(entry).what)
}
