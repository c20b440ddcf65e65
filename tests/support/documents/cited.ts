import { v7 as uuidv7 } from "uuid"
import type { Source } from "@/lib/types"

/** A document of the tests, with headings, a list, a table and what could be taken for a page's own. */
export const GUIDE = {
  title: "Visitor guide <b>2026</b>",
  passage:
    "In **winter** the reading room is open from ten to six.\n\n| Day | Hours |\n|---|---|\n| Sunday | closed |",
  before:
    "# Visitor guide\n\nWelcome to the library.\n\n## Opening hours\n\nIn summer it is open from eight.\n\n",
  after: "\n\n## Getting there\n\nThe bus stops at the <script>alert(1)</script> gate.\n",
}

export const GUIDE_TEXT = GUIDE.before + GUIDE.passage + GUIDE.after

/** A passage of the guide as an answer cites it. */
export function citedGuide(documentId = uuidv7(), number = 1): Source {
  const start = GUIDE.before.length
  return {
    number,
    documentId,
    version: 1,
    title: GUIDE.title,
    heading: "Visitor guide › Opening hours",
    page: 3,
    start,
    end: start + GUIDE.passage.length,
    text: GUIDE.passage,
  }
}

/** The row of a document that has been read. */
export function documentRow(id: string, text = GUIDE_TEXT) {
  return {
    id,
    source: "upload",
    name: `guide-${id}.md`,
    title: GUIDE.title,
    state: "ready",
    hash: Buffer.alloc(32),
    bytes: text.length,
    kind: "md",
    language: "en",
    passages: 1,
    text,
    version: 1,
  }
}
