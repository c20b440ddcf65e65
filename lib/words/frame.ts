import { frame } from "./en/frame"
import type { Words } from "./words"

/** What every page of a visitor loads of the catalogue, even one that failed. */
export const frameWords: Words["frame"] = frame
