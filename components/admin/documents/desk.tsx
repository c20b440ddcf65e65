"use client"
import { useRef, useState } from "react"
import { deleteDocument, readDocumentAgain } from "@/lib/actions/documents"
import type { DocumentShown } from "@/lib/documents"
import { documentsWords as words } from "@/lib/words/admin"
import { call, sentenceFor } from "../../call"
import { buttonClass } from "../../ui/button"
import { Confirm } from "../../ui/confirm"
import { DropZone } from "./drop-zone"
import { FileInput } from "./file-input"
import { PasteText } from "./paste-text"
import { Sample } from "./sample"
import { DocumentTable } from "./table"
import { TryQuestion } from "./try-question"
import { UploadList } from "./upload-list"
import { useDocuments } from "./use-documents"
import { useUploads } from "./use-uploads"

type DeskProps = { initial: DocumentShown[]; timeZone: string }

/** The operator's documents: how they come in, how they stand, what is found in them, and how they go. */
export function DocumentDesk({ initial, timeZone }: DeskProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const replacement = useRef<HTMLInputElement>(null)
  const [replaced, setReplaced] = useState<DocumentShown>()
  const [doomed, setDoomed] = useState<DocumentShown>()
  const [said, setSaid] = useState<string>()
  const { documents, problem, update } = useDocuments(initial)
  const { uploads, add, cancel } = useUploads(({ outcome }) => {
    setSaid(words.add.outcomes[outcome])
    void update()
  })
  const readAgain = async ({ id, title }: DocumentShown) => {
    try {
      await call(() => readDocumentAgain({ id }))
      setSaid(words.willBeRead(title))
    } catch (error) {
      setSaid(sentenceFor(error))
    }
    await update()
  }
  const remove = async ({ id, title }: DocumentShown) => {
    await call(() => deleteDocument({ id }))
    setSaid(words.delete.done(title))
    await update()
  }
  const withoutSample = () => {
    setSaid(words.sample.removed)
    heading.current?.focus()
    void update()
  }
  const replace = (document: DocumentShown) => {
    setReplaced(document)
    replacement.current?.click()
  }
  return (
    <>
      <DropZone onFiles={add} />
      <div className="mt-6 flex flex-wrap items-start gap-3">
        <label
          htmlFor="files"
          className={buttonClass("primary", "has-focus-visible:outline-2 outline-accent outline-offset-2")}
        >
          {words.add.label}
          <FileInput id="files" multiple onFiles={add} className="sr-only" />
        </label>
        <PasteText onAdded={update} />
      </div>
      <p className="mt-3 max-w-[65ch] text-ink-soft text-sm">{words.add.hint}</p>
      <FileInput ref={replacement} hidden onFiles={(files) => add(files, replaced?.id)} />
      <UploadList uploads={uploads} onCancel={cancel} />
      <output className="mt-3 block min-h-6 text-sm [overflow-wrap:anywhere]" dir="auto">
        {said}
      </output>
      {problem && (
        <p role="alert" className="text-danger text-sm">
          {problem}
        </p>
      )}
      <section aria-labelledby="documents" className="mt-4">
        <h2 ref={heading} id="documents" tabIndex={-1} className="font-serif text-xl outline-none">
          {words.table}
        </h2>
        {documents.some(({ source }) => source === "sample") && <Sample onRemoved={withoutSample} />}
        <DocumentTable
          documents={documents}
          timeZone={timeZone}
          onReplace={replace}
          onReadAgain={readAgain}
          onDelete={setDoomed}
        />
      </section>
      {documents.length > 0 && <TryQuestion />}
      <Confirm
        title={words.delete.title}
        description={doomed ? sentencesOf(doomed) : ""}
        action={words.delete.action}
        busy={words.delete.busy}
        open={doomed !== undefined}
        onOpenChange={(open) => !open && setDoomed(undefined)}
        onConfirm={async () => doomed && remove(doomed)}
        finalFocus={heading}
      />
    </>
  )
}

function sentencesOf({ title, source }: DocumentShown): string {
  return words.delete.text(title) + (source === "folder" ? words.delete.inFolder : "")
}
