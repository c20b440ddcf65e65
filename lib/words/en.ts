import { firstStep } from "./en/first-steps"
import { page } from "./en/page"
import { refusals } from "./en/refusals"
import { status } from "./en/status"

/** Everything Alcove says in English, but for what operators read in a terminal. */
export const en = { ...page, refusals, status, firstStep }
