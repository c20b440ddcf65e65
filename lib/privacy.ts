/** What the privacy notice is made of. Times in seconds. */
export type PrivacyFacts = {
  /** Who runs this instance and how they are reached; empty when they did not say. */
  operator: string
  contact: string
  model: string
  /** The host words are sent to for an answer; undefined when no model is configured. */
  recipient?: string
  /** Questions are sent there to find passages, too. */
  isCompared: boolean
  /** The recipient is told not to keep them. */
  isToldNotToKeep: boolean
  kept: number
  temporary: number
  /** On a shared computer: how long what was written is kept at most, and after how much idle time it is erased. */
  keptShared: number
  idle: number
}

export type PrivacySection = { heading: string; paragraphs: string[] }

/** Who answers, and for how long things are kept: as usual, and on a shared computer. */
export type PrivacyLine = { answers: string; kept: string; keptShared: string }
