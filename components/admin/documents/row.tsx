import type { ReactNode } from "react"
import type { DocumentShown } from "@/lib/documents"
import { documentsWords as words } from "@/lib/words/admin"
import { date, languageName, momentInWords, number } from "@/lib/words/page"
import { Button } from "../../ui/button"

const { columns } = words

/** What can be done with a document. */
export type Handlers = Record<"onReplace" | "onReadAgain" | "onDelete", (document: DocumentShown) => void>

type RowProps = Handlers & { document: DocumentShown; timeZone: string }

/** A document: what it is called, how it stands, its figures, and what can be done with it. */
export function DocumentRow({ document, timeZone, ...handlers }: RowProps) {
  const { pages, passages, language, cited, bytes, addedAt } = document
  const added = new Date(addedAt)
  return (
    <tr className="border-line border-b align-top max-lg:flex max-lg:flex-wrap max-lg:gap-x-5 max-lg:gap-y-1 max-lg:py-4">
      <TitleCell document={document} />
      <StateCell document={document} />
      <Fact name={columns.pages} isNumber>
        {pages === undefined ? words.none : number(pages)}
      </Fact>
      <Fact name={columns.passages} isNumber>
        {number(passages)}
      </Fact>
      <Fact name={columns.language}>{language ? languageName(language) : words.none}</Fact>
      <Fact name={columns.cited} isNumber>
        {number(cited)}
      </Fact>
      <Fact name={columns.size} isNumber>
        {words.size(bytes)}
      </Fact>
      <Fact name={columns.added}>
        <time dateTime={addedAt} title={momentInWords(added, timeZone)}>
          {date(added, { dateStyle: "medium", timeZone })}
        </time>
      </Fact>
      <Actions document={document} {...handlers} />
    </tr>
  )
}

function TitleCell({ document }: { document: DocumentShown }) {
  const { title, name, source } = document
  const about = [name !== title && name, words.sources[source]].filter(Boolean)
  return (
    <th scope="row" className="min-w-48 py-2.5 pe-2 text-left font-normal max-lg:w-full max-lg:p-0">
      <span id={titleIdOf(document)} className="block [overflow-wrap:anywhere]" dir="auto">
        {title}
      </span>
      <span className="block text-ink-soft text-sm [overflow-wrap:anywhere]" dir="auto">
        {about.join(" · ")}
      </span>
    </th>
  )
}

/** The buttons of all rows are called the same: what they are about describes them. */
function titleIdOf({ id }: DocumentShown): string {
  return `title-${id}`
}

function StateCell({ document: { state, failure } }: { document: DocumentShown }) {
  return (
    <td className="max-w-56 px-2 py-2.5 max-lg:w-full max-lg:max-w-none max-lg:p-0">
      <span className={state === "failed" ? "text-danger" : ""}>{words.states[state]}</span>
      {failure && <span className="block text-ink-soft text-sm">{words.failures[failure]}</span>}
    </td>
  )
}

type FactProps = { name: string; isNumber?: boolean; children: ReactNode }

function Fact({ name, isNumber = false, children }: FactProps) {
  return (
    <td
      className={`whitespace-nowrap px-2 py-2.5 tabular-nums max-lg:p-0 max-lg:text-sm ${isNumber ? "lg:text-right" : ""}`}
    >
      <span aria-hidden className="text-ink-soft lg:hidden">
        {name}{" "}
      </span>
      {children}
    </td>
  )
}

/** What comes from the folder is replaced there. */
function Actions({ document, onReplace, onReadAgain, onDelete }: Handlers & { document: DocumentShown }) {
  const actions = [
    { action: words.replace, act: onReplace, isThere: document.source !== "folder" },
    { action: words.readAgain, act: onReadAgain, isThere: true },
    { action: words.delete.action, act: onDelete, isThere: true },
  ]
  return (
    <td className="py-0.5 max-lg:-ms-2 max-lg:w-full">
      <span className="flex flex-wrap lg:justify-end">
        {actions
          .filter(({ isThere }) => isThere)
          .map(({ action, act }) => (
            <Button
              key={action}
              look="quiet"
              aria-describedby={titleIdOf(document)}
              onClick={() => act(document)}
            >
              {action}
            </Button>
          ))}
      </span>
    </td>
  )
}
