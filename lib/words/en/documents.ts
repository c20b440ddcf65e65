import { CITED_DAYS, type DocumentFailure, type DocumentShown, LARGEST_FILE } from "../../documents"
import { page } from "./page"

const { number, countInWords } = page

const MEGABYTE = 2 ** 20

/** Why a file could not be read, and what to do about it, in one sentence. */
const failures: Record<DocumentFailure, string> = {
  empty: "The file is empty.",
  no_text: "There are no words in it: a scanned page has to go through text recognition first.",
  unknown_kind: "It is none of the kinds that are read: Markdown, text, HTML, PDF, DOCX and CSV.",
  damaged: "It breaks off or is damaged: save it anew, then replace it.",
  password: "It is locked with a password: save it without one, then replace it.",
  too_large: `It is larger than ${number(LARGEST_FILE / MEGABYTE)} MB: split it, or leave out the pictures.`,
  too_many_pages: "It has more pages than are read: split it.",
  unpacks_too_large: "Unpacked it would be larger than anything that is read: split it.",
  too_slow: "Reading it took too long: split it.",
  crashed: "Reading it was broken off three times: read it again, or split it.",
}

/** What the operator's page of documents says. */
export const documents = {
  failures,
  /** To a program that sends a file without one. */
  noName: "Say what the file is called, for example ?name=hours.md",
  text: "What answers are made of. Every answer names the passages it was taken from, and visitors can open them.",
  add: {
    label: "Add documents",
    hint: `Markdown, text, HTML, PDF, DOCX or CSV, up to ${LARGEST_FILE / MEGABYTE} MB each. Choose several, or drop them anywhere on this page. A file of the same name takes the place of the one that is there.`,
    drop: "Drop the files to add them.",
    list: "Being added",
    waits: "Waits",
    sent: (share: number) => `${number(share, { style: "percent" })} sent`,
    cancel: "Cancel",
    cancelLabel: (name: string) => `Cancel ${name}`,
    hide: "Hide",
    hideLabel: (name: string) => `Hide ${name}`,
    outcomes: {
      added: "Added.",
      replaced: "In the place of the one before.",
      unchanged: "Unchanged: it was here already.",
    },
  },
  paste: {
    open: "Paste a text",
    title: "Title",
    text: "Text",
    action: "Add the text",
    busy: "Adding …",
    added: (title: string) => `“${title}” is added.`,
  },
  table: "Documents",
  columns: {
    title: "Title",
    state: "State",
    pages: "Pages",
    passages: "Passages",
    language: "Language",
    cited: `Cited in ${CITED_DAYS} days`,
    size: "Size",
    added: "Added",
    actions: "Actions",
  },
  states: { waiting: "Waiting", reading: "Reading", ready: "Ready", failed: "Failed" },
  sources: {
    upload: "",
    folder: "from the folder",
    text: "pasted",
    sample: "sample",
  } satisfies Record<DocumentShown["source"], string>,
  sample: {
    text: "A guide to Alcove came with it, so that there is something to ask about. It leaves by itself when a document of your own is ready, and does not come back.",
    remove: "Remove the sample",
    busy: "Removing …",
    removed: "The sample is removed.",
  },
  /** Nothing is known of it, or it has none. */
  none: "–",
  size: (bytes: number) => {
    const unit = bytes < MEGABYTE ? "kilobyte" : "megabyte"
    const value = bytes < MEGABYTE ? Math.ceil(bytes / 1024) : bytes / MEGABYTE
    return number(value, { style: "unit", unit, maximumFractionDigits: 1 })
  },
  counted: ({ documents, passages }: { documents: number; passages: number }) =>
    `${countInWords(documents, "document")}, ${countInWords(passages, "passage")}.`,
  /** Where a model of embeddings is named. */
  compared: ({ model, passages, embedded }: { model: string; passages: number; embedded: number }) =>
    `${number(embedded)} of ${countInWords(passages, "passage")} are compared by what they mean, too (${model}).`,
  replace: "Replace",
  readAgain: "Read again",
  delete: {
    action: "Delete",
    busy: "Deleting …",
    title: "Delete this document?",
    text: (title: string) =>
      `“${title}” and its passages are gone then, and no new answer cites it. What older answers quoted stays readable.`,
    inFolder: " Its file is in DOCUMENTS_DIR: remove it there, too, or it is added again within ten minutes.",
    done: (title: string) => `“${title}” is deleted.`,
  },
  willBeRead: (title: string) => `“${title}” will be read again.`,
  nothing: {
    heading: "There are no documents yet",
    text: "Add the pages, brochures and rules that visitors ask about. They can be found as soon as they are read, mostly within a second.",
  },
  question: {
    heading: "Try a question",
    text: "What a visitor’s question finds, best first, without asking the language model.",
    label: "Try a question",
    action: "Search",
    busy: "Searching …",
    list: "Passages",
    score: (score: number) => `Score ${number(score, { maximumSignificantDigits: 2 })}`,
    page: (page: number) => `page ${number(page)}`,
    enough: ({ evidence, threshold }: Evidence) =>
      `Answered from these: the best passages cover ${share(evidence)} of the question, ${share(threshold)} are enough.`,
    byMeaning: ({ evidence }: Evidence) =>
      `Nearest in meaning: their words cover ${share(evidence)} of the question, and whether they answer it the language model is asked to say.`,
    tooWeak: ({ evidence, threshold }: Evidence) =>
      `Not in the documents: the best passages cover ${share(evidence)} of the question, ${share(threshold)} are needed.`,
    nothing: "No passage has a word of it.",
  },
}

/** Shares of a question, from 0 to 1. */
type Evidence = { evidence: number; threshold: number }

function share(value: number): string {
  return number(value, { style: "percent" })
}
