import { chatMenu } from "./en/chat-menu"
import type { Words } from "./words"

/** What the menu of a chat loads of the catalogue, when it is first wanted. */
export const chatMenuWords: Words["chatMenu"] = chatMenu
