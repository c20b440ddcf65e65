import { page } from "./page"
import { sources } from "./sources"

const { countInWords, date, durationInWords } = page

/** The readable copy of everything a visitor owns. Times stand in it as `time` writes them, marked up. */
export const exported = {
  heading: (title: string) => `Your data from ${title}`,
  nothing: "Nothing is stored.",
  time: (at: Date) => `${date(at, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })} UTC`,
  session: (times: { begun: string; lastActive: string; keptUntil: string }) =>
    `Begun ${times.begun}, last active ${times.lastActive}. Kept until ${times.keptUntil}.`,
  /** `seconds` for which the visitor chose to be remembered. */
  ownTime: (seconds: number) => `You chose to keep it for ${durationInWords(seconds)} only.`,
  acrossChats: "You chose that your chats are remembered in one another.",
  used: ({ messages, tokens }: { messages: number; tokens: number }) =>
    `Counted for the limits: ${countInWords(messages, "message")} in the last hour that was counted, ${countInWords(tokens, "token")} on the last day.`,
  chat: ({ begun, keptUntil, isTemporary }: { begun: string; keptUntil: string; isTemporary: boolean }) =>
    `${isTemporary ? "Temporary chat, begun" : "Begun"} ${begun}, kept until ${keptUntil}.`,
  summary: "Summary of the older part",
  authors: { user: "You", assistant: "Assistant" },
  otherVersion: "another version, which is not shown",
  endings: {
    running: "still being written",
    complete: "",
    stopped: "stopped",
    interrupted: "interrupted",
    failed: "failed",
  },
  tokens: (tokens: number) => `${tokens} tokens`,
  rated: ({ rating, at, isShared }: { rating: "good" | "poor"; at: string; isShared: boolean }) =>
    `You rated this a ${rating} answer, ${at}. ${isShared ? "Shared with the operator." : "Not shared."}`,
  sources: sources.label,
  source: sources.line,
  unanswered: sources.unanswered,
  unreadable: {
    title: "Unreadable title",
    message: "Unreadable message",
    comment: "Unreadable comment",
    summary: "Unreadable summary",
  },
}
