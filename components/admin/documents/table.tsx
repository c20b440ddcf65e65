import type { DocumentShown } from "@/lib/documents"
import { documentsWords as words } from "@/lib/words/admin"
import { DocumentRow, type Handlers } from "./row"

const { columns } = words

type TableProps = Handlers & { documents: DocumentShown[]; timeZone: string }

/** The documents, a row each; on a phone a row is a block, and the names of its figures stand beside them. */
export function DocumentTable({ documents, timeZone, ...handlers }: TableProps) {
  if (documents.length === 0) return <NoDocuments />
  const passages = documents.reduce((sum, document) => sum + document.passages, 0)
  return (
    <>
      <p className="mt-1 text-ink-soft text-sm">{words.counted({ documents: documents.length, passages })}</p>
      <table
        aria-labelledby="documents"
        className="mt-4 w-full border-line border-t text-[0.9375rem] max-lg:block"
      >
        <thead className="text-left text-ink-soft text-sm max-lg:sr-only">
          <tr>
            <Head name={columns.title} />
            <Head name={columns.state} />
            <Head name={columns.pages} isNumber />
            <Head name={columns.passages} isNumber />
            <Head name={columns.language} />
            <Head name={columns.cited} isNumber />
            <Head name={columns.size} isNumber />
            <Head name={columns.added} />
            <Head name={columns.actions} />
          </tr>
        </thead>
        <tbody className="max-lg:block">
          {documents.map((document) => (
            <DocumentRow key={document.id} document={document} timeZone={timeZone} {...handlers} />
          ))}
        </tbody>
      </table>
    </>
  )
}

function Head({ name, isNumber = false }: { name: string; isNumber?: boolean }) {
  return (
    <th scope="col" className={`px-2 py-2 font-normal first:ps-0 ${isNumber ? "text-right" : ""}`}>
      {name}
    </th>
  )
}

function NoDocuments() {
  return (
    <div className="mt-4 max-w-[46rem] rounded-3xl border border-line border-dashed p-6 sm:p-8">
      <p className="font-serif text-lg">{words.nothing.heading}</p>
      <p className="mt-2 max-w-[60ch] text-ink-soft">{words.nothing.text}</p>
    </div>
  )
}
