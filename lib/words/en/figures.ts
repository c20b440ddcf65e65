import { page } from "./page"

const { countInWords } = page

/** The figures of the operator's overview, what is noted below them, and how they are written. */
export const figures = {
  label: "Figures",
  visitors: "Visitors",
  chats: "Chats",
  messages: "Messages",
  answers: "Answers",
  tokens: "Tokens",
  cost: "Cost",
  errors: "Errors",
  sourced: "Answered with sources",
  unanswered: "Not in the documents",
  summaries: "Chats summarised",
  goodAnswers: "Good answers",
  firstWords: "First words after",
  complete: "Complete after",
  returned: (visitors: string) => `${visitors} came back`,
  /** How answers ended that did not end well, as far as there are any. */
  endings: {
    stopped: (answers: string) => `${answers} stopped`,
    interrupted: (answers: string) => `${answers} interrupted`,
    failed: (answers: string) => `${answers} failed`,
    reachedLimit: (answers: string) => `${answers} at the limit`,
  },
  together: (notes: string[]) => notes.join(", "),
  readAndWritten: ({ read, written }: { read: string; written: string }) =>
    `${read} read, ${written} written`,
  failedOf: ({ errors, answers }: { errors: number; answers: number }) =>
    `${errors} of ${countInWords(answers, "answer")}`,
  failedShare: (share: string) => `in ${share} of answers`,
  unrated: "nobody has rated an answer",
  rated: ({ good, poor }: { good: string; poor: string }) => `${good} good, ${poor} poor`,
  nearlyAll: (time: string) => `95 of 100 within ${time}`,
  visitor:
    "A visitor is a browser in which somebody wrote: on another device, or when its chats are gone, the same person counts anew.",
  noCost:
    "To see what answers cost, set PRICE_INPUT_PER_MTOK and PRICE_OUTPUT_PER_MTOK: the price of a million tokens read and written.",
  /** How a figure compares with the one before. */
  comparison: {
    none: "none before",
    before: (figure: string) => `${figure} before`,
    same: "as before",
    nearlySame: "about as before",
    changed: ({ change, from }: { change: string; from: string }) => `${change} from ${from}`,
  },
  units: {
    percent: (value: string) => `${value}\u202f%`,
    of: ({ part, all }: { part: string; all: string }) => `${part} of ${all}`,
    milliseconds: (value: string) => `${value}\u00a0ms`,
    seconds: (value: string) => `${value}\u00a0s`,
    minutes: (value: string) => `${value}\u00a0min`,
    /** By the power of a thousand. */
    bytes: ["bytes", "kB", "MB", "GB", "TB"].map((unit) => (value: string) => `${value}\u00a0${unit}`),
  },
}
