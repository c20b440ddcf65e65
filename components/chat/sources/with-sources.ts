import type { Source } from "@/lib/types"
import { sourcesWords } from "@/lib/words/chat"

/** What is copied of an answer: its text, and a line for each of its sources. */
export function withSources(text: string, sources: Source[] = []): { text: string; lines: string[] } {
  return { text, lines: sources.map(sourcesWords.line) }
}
