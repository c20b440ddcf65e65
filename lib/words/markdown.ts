import { markdown } from "./en/markdown"
import type { Words } from "./words"

/** What is said of code, tables and images: loaded with what draws them. */
export const markdownWords: Words["markdown"] = markdown
