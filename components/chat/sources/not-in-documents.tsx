import { sourcesWords } from "@/lib/words/chat"

/** Says under an answer that the documents hold nothing about the question, unless its own words begin with that. */
export function NotInDocuments({ text }: { text: string }) {
  if (saysUnanswered(text)) return undefined
  return <p className="mt-3 border-line border-s-2 ps-3 text-ink-soft text-sm">{sourcesWords.unanswered}</p>
}

/** Whether an answer itself begins with saying so, however that is marked. */
export function saysUnanswered(text: string): boolean {
  const said = text.replace(/^[^\p{L}]+/u, "").toLocaleLowerCase()
  return said.startsWith(sourcesWords.unanswered.toLocaleLowerCase())
}
