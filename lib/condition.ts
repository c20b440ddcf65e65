/** How well cleanups keep up: `waiting` is how it should be between two of them, `overdue` is for somebody to act upon. */
export type RetentionState = "good" | "waiting" | "overdue"

/** Whether what is over goes. Times in ISO 8601; `period`: seconds in which a cleanup is expected. */
export type Retention = {
  state: RetentionState
  sentence: string
  lastFinishedAt: string | null
  isRunning: boolean
  period: number
  /** What is over and still there; sessions are counted up to 10,000. */
  over: { sessions: number; chats: number; oldest: string | null }
}

/** Whether something this place needs works, in a sentence that says what to do when it does not; `trouble`: somebody must act. */
export type Working = { state: "good" | "watch" | "trouble"; sentence: string }

/** How much is stored. Rows are about right: the database's own estimate. */
export type Storage = { bytes: number; kinds: Kind[] }
export type Kind = { name: string; rows: number; bytes: number }

/** How this place stands at this moment. */
export type Condition = { retention: Retention; database: Working; provider: Working; storage: Storage }

/** Something to do before the first visitor comes; `href`: where, when it is on a page. */
export type FirstStep = { isDone: boolean; name: string; hint: string; href?: string }
