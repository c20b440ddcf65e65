import { myData } from "./en/my-data"
import type { Words } from "./words"

/** What the page about the visitor's data loads of the catalogue in the browser. */
export const myDataWords: Words["myData"] = myData
