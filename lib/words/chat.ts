import { chat } from "./en/chat"
import { rating } from "./en/rating"
import { sidebar } from "./en/sidebar"
import { sources } from "./en/sources"
import type { Words } from "./words"

/** What the pages of a visitor's chats load of the catalogue in the browser. */
export const chatWords: Words["chat"] = chat
export const ratingWords: Words["rating"] = rating
export const sourcesWords: Words["sources"] = sources
export const sidebarWords: Words["sidebar"] = sidebar
