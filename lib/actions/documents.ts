"use server"

import { z } from "zod"
import { recordAudit } from "@/lib/server/admin/audit"
import { addDocument } from "@/lib/server/documents/add"
import * as documents from "@/lib/server/documents/documents"
import { searchPassages } from "@/lib/server/documents/search"
import { ENOUGH } from "@/lib/server/retrieval/evidence"
import { storableProblem } from "@/lib/text"
import type { Outcome, Why } from "@/lib/words/refusals"
import { adminAction, NO_INPUT } from "./guard"

/** Characters of a pasted text, of its title, and of a question that is tried. */
const TEXT = 400_000
const TITLE = 200
const QUESTION = 2_000

const storable = z.string().refine((text) => !storableProblem(text))
const documentInput = z.object({ id: z.uuid() })
const textInput = z.object({
  title: storable.trim().min(1).max(TITLE),
  text: storable.trim().min(1).max(TEXT),
})
const questionInput = z.object({ question: storable.trim().min(1).max(QUESTION) })

const NO_DOCUMENT: Why = { code: "not_found", about: "document" }
const UNFIT_TEXT: Why = { code: "invalid", about: "pasted", title: TITLE, text: TEXT }
const UNFIT_QUESTION: Why = { code: "invalid", about: "characters", most: QUESTION }

/** Passages that a tried question shows. */
const SHOWN = 10

/** All documents, the newest first. */
export const listDocuments = adminAction(...NO_INPUT, async () => ({
  ok: true,
  documents: await documents.listDocuments(),
}))

/** Adds a text that was typed or pasted, under its title: the same title again is the same document. */
export const addText = adminAction(textInput, UNFIT_TEXT, async (admin, { title, text }) => {
  const content = new TextEncoder().encode(text)
  const { id, outcome } = await addDocument({ source: "text", name: title, title, content })
  if (outcome !== "unchanged")
    await recordAudit({ adminSessionId: admin.id, action: `document_${outcome}`, after: title })
  return { ok: true, id, outcome }
})

/** Deletes a document and its passages. */
export const deleteDocument = adminAction(
  documentInput,
  NO_DOCUMENT,
  async (admin, { id }): Promise<Outcome<object>> => {
    const found = await documents.findDocument(id)
    if (!found || !(await documents.deleteDocument(id))) return { ok: false, error: NO_DOCUMENT }
    await recordAudit({ adminSessionId: admin.id, action: "document_deleted", before: found.name })
    return { ok: true }
  },
)

/** Lets a document be read once more. */
export const readDocumentAgain = adminAction(documentInput, NO_DOCUMENT, async (_admin, { id }) =>
  (await documents.readAgain(id)) ? { ok: true } : { ok: false, error: NO_DOCUMENT },
)

/** What a visitor's question would find, and whether it would be answered from that. */
export const tryQuestion = adminAction(questionInput, UNFIT_QUESTION, async (_admin, { question }) => {
  const { passages, evidence, enough } = await searchPassages({ question })
  return { ok: true, passages: passages.slice(0, SHOWN), evidence, enough, threshold: ENOUGH }
})
