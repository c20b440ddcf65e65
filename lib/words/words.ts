import { en } from "./en"

/** What a catalogue holds: a second language is one more of this type. */
export type Words = typeof en

/** A setting there are words for. */
export type SettingLabel = keyof Words["settings"]

/** The catalogue in use. */
export const words: Words = en
