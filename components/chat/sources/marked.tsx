import { type Paragraph, paragraphsOf } from "./plain"

type MarkedProps = { before: string; passage: string; after: string }

/** A passage in one mark, and what is around it, in plain paragraphs. */
export function Marked({ before, passage, after }: MarkedProps) {
  return (
    <>
      <Paragraphs of={before} />
      {/* Its paragraphs are blocks inside of it: one passage is one mark. */}
      <mark className="my-3 block rounded-lg border-accent border-s-4 bg-accent/15 px-4 py-3 text-ink first:mt-0">
        {keyed(passage).map(({ key, paragraph }) => (
          <span key={key} dir="auto" className={`block ${looksOf(paragraph)}`}>
            {paragraph.text}
          </span>
        ))}
      </mark>
      <Paragraphs of={after} />
    </>
  )
}

function Paragraphs({ of }: { of: string }) {
  return keyed(of).map(({ key, paragraph }) => (
    <p key={key} dir="auto" className={`text-ink-soft ${looksOf(paragraph)}`}>
      {paragraph.text}
    </p>
  ))
}

/** They never change places. */
function keyed(text: string): { key: string; paragraph: Paragraph }[] {
  return paragraphsOf(text).map((paragraph, at) => ({ key: String(at), paragraph }))
}

function looksOf({ isHeading }: Paragraph): string {
  return `mt-3 first:mt-0 whitespace-pre-line ${isHeading ? "font-semibold" : ""}`
}
