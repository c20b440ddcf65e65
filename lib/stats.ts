/** The half and the 95 of 100 that were faster, in milliseconds; null when nothing was measured. */
export type Quantiles = { p50: number | null; p95: number | null }

/** What happened in one period of time. */
export type Figures = {
  sessions: number
  returningVisitors: number
  chats: number
  /** Visitors' messages; answers are `replies`. */
  messages: number
  replies: number
  stopped: number
  interrupted: number
  failed: number
  /** Complete replies that reached the limit of words. */
  reachedLimit: number
  /** Replies that cite at least one passage of the documents, and those about which the documents hold nothing. */
  sourcedReplies: number
  unanswered: number
  /** Summaries of older parts of chats; their tokens are among the others. */
  summaries: number
  inputTokens: number
  outputTokens: number
  /** Failed replies that said why. */
  errors: number
  goodRatings: number
  poorRatings: number
  deletedSessions: number
  deletedChats: number
  deletedMessages: number
  erasedSessions: number
  erasedChats: number
  erasedMessages: number
  /** In the operator's currency; null without prices. */
  cost: number | null
  firstTokenMs: Quantiles
  replyMs: Quantiles
}

/** Figures of a calendar day of the operator: `YYYY-MM-DD`. */
export type Day = { date: string } & Figures

/** Figures of an hour: its beginning (ISO 8601), and the operator's clock then: `15:00`. */
export type Hour = { at: string; hour: string } & Figures

/** How often something with this name was counted. */
export type Share = { label: string; value: number }

/** The ranges with a name; any other has a first and a last day. */
export const RANGES = ["24h", "7d", "30d", "90d"] as const
export type RangeName = (typeof RANGES)[number]
export type Range = { range: RangeName } | { from: string; to: string }

/** Everything that is counted in a range, for the page and for programs. */
export type Stats = {
  /** `from` and `to`: the first and the last day, both included. */
  range: { name: RangeName | "custom"; from: string; to: string; timeZone: string }
  currency: string
  /** When this was counted; ISO 8601, the database's clock. */
  at: string
  totals: Figures
  /** The same period right before; when the range is not over, as much of it. */
  previous: Figures
  /** Of the last 24 hours: what lies in them of two days. */
  days: Day[]
  /** Only of the last 24 hours. */
  hours?: Hour[]
  /** Visitors' messages by the hour of the operator's clock. */
  hoursOfDay: number[]
  languages: Share[]
  models: Share[]
  errors: Share[]
  ratings: Share[]
  /** Documents that answers cite, by their titles; all that are gone under an empty one. */
  documents: Share[]
}
