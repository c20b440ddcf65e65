import { en } from "./en"

/** What a catalogue holds: a second language is one more of this type. */
export type Words = typeof en

/** The catalogue in use. */
export const words: Words = en
