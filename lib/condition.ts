import type { FailureCode } from "./types"

/** Why a reply did not arrive: the provider failed, Alcove or the database did before it was whole, or its visitor waited in vain. */
export type Reason = FailureCode | "interrupted" | "given_up"

/** How well cleanups keep up: `waiting` is how it should be between two of them, `overdue` is for the operator to act upon. */
export type RetentionState = "good" | "waiting" | "overdue"

/** What has expired and is still stored; sessions are counted up to 10,000. */
export type Expired = { sessions: number; chats: number; oldest: string | null }

/** Whether what has expired is deleted in time. Times in ISO 8601; `period`: seconds in which a cleanup is expected. */
export type Retention = {
  state: RetentionState
  sentence: string
  lastFinishedAt: string | null
  isRunning: boolean
  period: number
  over: Expired
}

/** Whether something this instance needs works, in a sentence that says what to do when it does not; `trouble`: the operator must act. */
export type Working = { state: "good" | "watch" | "trouble"; sentence: string }

/** How much is stored. Rows are about right: the database's own estimate. */
export type Storage = { bytes: number; kinds: Kind[] }
export type Kind = { name: string; rows: number; bytes: number }

/** How this instance stands at this moment. */
export type Condition = {
  retention: Retention
  database: Working
  provider: Working
  spending: Spending
  storage: Storage
}

/** What is spent of the site's day; a meter for each of its limits. */
export type Spending = Working & { meters: Meter[] }

/** A limit in words; `share` of it that is spent, 0 to 1, and whether that is much. */
export type Meter = { name: string; value: string; share: number; isMuch: boolean }

/** Something to do before the first visitor comes; `href`: where, when it is on a page. */
export type FirstStep = { isDone: boolean; name: string; hint: string; href?: string }

/* What the sentences of all this are made of. */

/** `lateness`: how an overdue cleanup is late; `isMore`: there are more sessions than were counted. */
export type RetentionFacts = Omit<Retention, "sentence"> & {
  lateness: "never_finished" | "too_long_ago" | "left_behind"
  isMore: boolean
}

/** `milliseconds` until the database answered, undefined when it did not; `patience`: after how many it counts as not answering. */
export type DatabaseFacts = {
  state: Working["state"]
  milliseconds?: number
  isAway?: boolean
  patience: number
}

/** The newest answers: how many, how many of them arrived, and how many of those after the last that did not. */
export type Newest = { all: number; arrived: number; sinceFailure: number }

/** What a day may cost and has cost so far, in tokens or money: `limit` is null where there is none; `forecast` for the whole day. */
export type Budget = { unit: "tokens" | "money"; spent: number; limit: number | null; forecast: number }

/** What the site spends today; forecast by yesterday, or by today's pace where there was nothing yesterday. `isFree`: no provider is asked; `isOver`: there is not enough left for one more answer. */
export type SpendingFacts = {
  state: Working["state"]
  budgets: Budget[]
  currency: string
  isLikeYesterday: boolean
  isFree: boolean
  isOver: boolean
}

/** Whether answers arrive. `model`: undefined when none is set up. */
export type AnswersFacts = {
  state: Working["state"]
  model?: string
  newest: Newest
  /** None of the newest `count` arrived; the last of them ended `at`. */
  outage?: { count: number; at: Date }
  /** The most frequent reason of those that did not arrive, and whether that is past, as the newest did. */
  reason?: { code: string; isPast: boolean }
  /** When it was last tried, it did not answer. */
  failedTrial?: string
  timeZone: string
}

/** How a small question to the provider went. `failure`: why no answer came; `status`: the HTTP status of a refusal. */
export type TrialFacts = { model: string; milliseconds: number; failure?: FailureCode; status?: number }

/** A first step by what it is about. */
export type StepFacts = { isDone: boolean; href?: string } & (
  | { step: "connect" | "address" | "write" }
  | { step: "test"; trial?: TrialFacts }
  | { step: "name"; operator: string; contact: string; missing: string[] }
  | { step: "link"; url: string }
)
