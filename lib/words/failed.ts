import { failed } from "./en/failed"
import type { Words } from "./words"

/** What is said where a page could not be shown, or not all of it came: apart, as nothing else of it can be counted on. */
export const failedWords: Words["failed"] = failed
