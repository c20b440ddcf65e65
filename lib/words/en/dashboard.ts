import { page } from "./page"

const { countInWords } = page

/** What a cleanup would delete, or has deleted. */
type Deleted = { visitors: number; chats: number; messages: number; oldest: string | undefined }

/** What the operator's overview says. */
export const dashboard = {
  loading: "Loading the figures",
  /** `days` of what is shown, and of what it is compared with; absent: the last 24 hours. */
  compared: ({ shown, days, isAlone }: { shown: string; days: number | undefined; isAlone: boolean }) => {
    const before = days === undefined ? "24 hours" : days === 1 ? "day" : `${days} days`
    if (isAlone) return `${shown}. Nothing was counted in the ${before} before.`
    return `${shown}, compared with the ${before} before.`
  },
  updated: ({ time, timeZone }: { time: string; timeZone: string }) => `Updated ${time} (${timeZone}).`,
  /** After why other days cannot be shown. */
  usualDays: "Until then, the usual days are shown.",
  allGood: "Nothing needs your attention.",
  stale: "The newest figures could not be had; these are older. The page tries again by itself.",
  paused: "Answering is paused: visitors read their chats, but cannot write. <settings>Change it</settings>",
  nothing: {
    heading: "Nothing was written in this time.",
    text: "Choose other days, or <chat>open the chat</chat> and write the first message: it is counted here at once.",
  },
  firstSteps: { heading: "What to do first", done: "Done" },
  attention: {
    databaseTrouble: (sentence: string) => `The database is in trouble. ${sentence}`,
    databaseWatch: (sentence: string) => `The database is slow. ${sentence}`,
    answersTrouble: (sentence: string) => `Answers fail. ${sentence}`,
    spendingTrouble: (sentence: string) => `Today’s budget is spent. ${sentence}`,
    spendingWatch: (sentence: string) => `Today’s budget may not be enough. ${sentence}`,
    answersWatch: (sentence: string) => `Not every answer arrives. ${sentence}`,
    look: "Look closer",
  },
  range: {
    label: "Range",
    names: { "24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days" },
    other: "Other days",
    from: "From",
    to: "To",
    show: "Show",
    days: ({ from, to }: { from: string; to: string }) => `${from} – ${to}`,
  },
  files: {
    heading: "Take the figures with you",
    text: "What is shown above, without anything visitors wrote.",
    hours: "CSV, a row an hour",
    days: "CSV, a row a day",
    json: "JSON, everything",
  },
  condition: {
    heading: "How this place stands",
    retention: "Retention",
    database: "Database",
    answers: "Answers",
    spending: "Spending today",
    states: {
      good: "Good",
      waiting: "Good, waiting",
      watch: "Keep an eye on it",
      overdue: "Please look",
      trouble: "Please look",
    },
    isCleaning: "A cleanup is at work.",
    lastCleanup: (moment: string) => `Last cleanup: ${moment}.`,
    noCleanup: "No cleanup has finished yet.",
    forgotten: (gone: { messages: number; visitors: number; erased: number }) =>
      `In the time shown, cleanups deleted ${countInWords(gone.messages, "message")} of ${countInWords(gone.visitors, "visitor")}; ${countInWords(gone.erased, "visitor")} erased everything.`,
    storage: {
      heading: (size: string) => `Storage <size>${size} in all</size>`,
      caption: "What is stored, by kind",
      kind: "Kind",
      rows: "About so many",
      size: "Size",
    },
  },
  cleanup: {
    count: "Count what is over",
    counting: "Counting …",
    name: "Clean up now",
    title: "Clean up now?",
    description:
      "Deletes for good whatever is over: chats nobody can see any more. Nothing that visitors still have is touched.",
    action: "Clean up",
    busy: "Cleaning up …",
    nothingToDelete: "Nothing is over: a cleanup would delete nothing.",
    nothingDeleted: "Cleaned up: nothing was over.",
    wouldDelete: (deleted: Deleted) =>
      `A cleanup would delete everything of ${whatIs(deleted)}. Nothing was changed.${oldest(deleted)}`,
    deleted: ({ steps, time, ...deleted }: Deleted & { steps: number; time: string }) =>
      `Cleaned up: everything of ${whatIs(deleted)} deleted in ${countInWords(steps, "step")}, ${time}.${oldest(deleted)}`,
  },
}

function whatIs({ visitors, chats, messages }: Deleted): string {
  return `${countInWords(visitors, "visitor")}, ${countInWords(chats, "chat")} and ${countInWords(messages, "message")}`
}

function oldest({ oldest }: Deleted): string {
  return oldest ? ` The oldest was over since ${oldest}.` : ""
}
