import { validate as isId } from "uuid"
import { LARGEST_FILE } from "@/lib/documents"
import { recordAudit } from "@/lib/server/admin/audit"
import { type Admin, findAdmin, SIGNED_OUT } from "@/lib/server/admin/session"
import { addDocument, type Given } from "@/lib/server/documents/add"
import { findDocument } from "@/lib/server/documents/documents"
import { admit } from "@/lib/server/http/body"
import { orUnavailable, personal, refusal } from "@/lib/server/http/responses"
import { refusalFor } from "@/lib/words/refusals"
import { words } from "@/lib/words/words"

/**
 * Takes a file that an operator adds: `?name=` what it is called, the body its bytes. `?replaces=` a document whose place it
 * takes, whatever it is called. It is read after it was answered that it is here.
 */
export const POST = orUnavailable(async (request: Request) => {
  const admin = await findAdmin()
  // Closed, because a connection that stays open would first have to take the whole file.
  if (!admin) return refusal(401, refusalFor(SIGNED_OUT.error).message, { ...personal, Connection: "close" })
  const content = await admit(request, LARGEST_FILE)
  if (content instanceof Response) return content
  const { name = "", replaces } = Object.fromEntries(new URL(request.url).searchParams)
  if (replaces !== undefined) return replace(admin, replaces, content)
  if (!name.trim()) return refusal(400, words.documents.noName, personal)
  return take(admin, { source: "upload", name, content })
})

async function replace(admin: Admin, id: string, content: Uint8Array): Promise<Response> {
  const found = isId(id) && (await findDocument(id))
  if (!found) return refusal(404, refusalFor({ code: "not_found", about: "document" }).message, personal)
  return take(admin, { source: found.source, name: found.name, title: found.title, content })
}

async function take(admin: Admin, given: Given): Promise<Response> {
  const { id, outcome } = await addDocument(given)
  if (outcome !== "unchanged")
    await recordAudit({ adminSessionId: admin.id, action: `document_${outcome}`, after: given.name })
  return Response.json({ id, outcome }, { headers: personal })
}
