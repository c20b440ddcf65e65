import type { FailureCode } from "../types"
import { page as en } from "./en/page"

/** What every page may have to say: the part of the catalogue that all of them load in the browser. */
export const pageWords = en

export const {
  locale,
  number,
  date,
  languageName,
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
