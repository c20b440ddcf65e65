import type { FailureCode } from "../../types"

const failures: Record<FailureCode, string> = {
  not_authorized: "Key refused",
  no_credit: "No credit left",
  unknown_model: "Unknown model",
  wrong_address: "Wrong address",
  rejected: "Request refused",
  too_much: "Chat too long",
  rate_limited: "Too many requests",
  provider_error: "Provider error",
  unreachable: "Not reachable",
  insecure: "No safe connection",
  timed_out: "Too slow",
  cut_off: "Connection broke",
  garbled: "Unreadable answer",
  empty: "Empty answer",
  filtered: "Held back by rules",
  refused: "Declined",
  tool_call: "Asked for a tool",
  length: "Limit reached",
}

const NOTHING_WRITTEN = "Nothing was written in this time."

/** The charts of the operator's overview, each with its question. */
export const charts = {
  heading: "How it is used",
  hour: "Hour",
  day: "Day",
  asTable: (question: string) => `Show as a table<hidden>: ${question}</hidden>`,
  isBelow: (question: string) => `${question} The figures are in the table below.`,
  allAsCsv: "Download all as CSV",
  half: "Half within",
  nearlyAll: "95 of 100 within",
  written: { question: "How much is written?", nothing: NOTHING_WRITTEN },
  tokens: {
    question: "How many tokens does it take?",
    read: "Read",
    written: "Written",
    nothing: "No tokens were read or written in this time.",
  },
  cost: { question: "What does it cost?", nothing: "Nothing was spent in this time." },
  firstWords: { question: "How long until the first words?", nothing: "No answer began in this time." },
  complete: {
    question: "How long until an answer is whole?",
    nothing: "No answer was finished in this time.",
  },
  hours: { question: "At what hour do people write?", nothing: NOTHING_WRITTEN },
  languages: {
    question: "In which languages?",
    head: "Language",
    unknown: "Not said",
    nothing: NOTHING_WRITTEN,
  },
  models: {
    question: "Which model answered?",
    head: "Model",
    nothing: "No answer was written in this time.",
  },
  errors: {
    question: "Why did answers fail?",
    head: "Reason",
    failures,
    nothing: "No answer failed in this time.",
  },
  knowledge: {
    question: "Do the documents answer?",
    nothing: "No answer was made from documents in this time.",
  },
  documents: {
    question: "Which documents are used most?",
    counted: "Answers that cite it",
    head: "Document",
    gone: "Deleted documents",
    nothing: "No answer cited a document in this time.",
  },
  ratings: {
    question: "What do visitors think of the answers?",
    counted: "Ratings",
    head: "Rating",
    good: "Good answer",
    poor: "Poor answer",
    nothing: "Nobody rated an answer in this time.",
  },
}
