import type { FieldKind } from "@/lib/types"
import type { SettingLabel } from "@/lib/words/words"
import type { SourceProps } from "./source"

/** A setting as the page shows it. */
export type ShownSetting = {
  name: SettingLabel
  field: FieldKind
  heading: string
  description: string
  placeholder?: string
  /** Said while it is being saved, when that takes a while. */
  saving?: string
  /** As it holds now, as text. */
  value: string
  source: SourceProps
  /** What there is to say of a system prompt. */
  prompt?: PromptFacts
}

/** Tokens of the prompt as it holds now, and at most; and what it was before. */
export type PromptFacts = { tokens: number; limit: number; earlier: { text: string; at: string }[] }

/** What the field of any kind is given. */
export type FieldProps = {
  setting: ShownSetting
  /** What stands in the fields at this moment, saved or not, by the names of their settings. */
  drafts: Record<string, string>
  /** To be told what stands in this one. */
  onText: (draft: Draft) => void
}

export type Draft = { name: SettingLabel; text: string }
