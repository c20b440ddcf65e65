import { exported } from "./en/export"
import { firstStep } from "./en/first-steps"
import { http } from "./en/http"
import { page } from "./en/page"
import { privacy } from "./en/privacy"
import { refusals } from "./en/refusals"
import { status } from "./en/status"

/** Everything Alcove says in English, but for what operators read in a terminal. */
export const en = { ...page, refusals, http, status, firstStep, privacy, exported }
