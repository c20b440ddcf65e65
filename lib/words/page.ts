import type { FailureCode } from "../types"
import { page as en } from "./en/page"

/** The part of the catalogue that pages load in the browser: apart, so that they do not load the rest. */
export type PageWords = typeof en

/** What every page may have to say. */
export const pageWords: PageWords = en

export const {
  locale,
  number,
  date,
  languageName,
  countInWords,
  durationInWords,
  momentInWords,
  timeInWords,
  titleOf,
  kept,
  passwordProblemInWords,
} = pageWords

/**
 * The sentence a visitor reads under a reply that did not end well: what happened and what to do next; `contact`: how the
 * operator is reached, if they said so.
 */
export function failureSentence(code: FailureCode, contact = ""): string {
  return pageWords.failures.reasons[code](pageWords.failures.tell(contact))
}
