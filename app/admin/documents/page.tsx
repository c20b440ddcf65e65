import type { Metadata } from "next"
import { DocumentDesk } from "@/components/admin/documents/desk"
import { Frame } from "@/components/admin/frame"
import { SignIn } from "@/components/admin/sign-in"
import { findAdmin } from "@/lib/server/admin/session"
import { listDocuments } from "@/lib/server/documents/documents"
import { env } from "@/lib/server/env"
import { isEmbedding } from "@/lib/server/provider/embed"
import { countNewShared } from "@/lib/server/sharing/seen"
import { countVectors } from "@/lib/server/vectors/vectors"
import { adminWords, documentsWords } from "@/lib/words/admin"

export const metadata: Metadata = { title: adminWords.pages.documents }

export default async function DocumentsPage() {
  if (!(await findAdmin())) return <SignIn />
  const [documents, news] = await Promise.all([listDocuments(), countNewShared()])
  const { CHAT_TITLE, TIME_ZONE, EMBEDDING_MODEL: model } = env()
  return (
    <Frame current="/admin/documents" title={CHAT_TITLE} news={news}>
      <h1 className="font-serif text-3xl">{adminWords.pages.documents}</h1>
      <p className="mt-2 max-w-[65ch] text-ink-soft">{documentsWords.text}</p>
      {isEmbedding() && (
        <p className="mt-2 max-w-[65ch] text-ink-soft text-sm">
          {documentsWords.compared({ model, ...(await countVectors(model)) })}
        </p>
      )}
      <DocumentDesk initial={documents} timeZone={TIME_ZONE} />
    </Frame>
  )
}
