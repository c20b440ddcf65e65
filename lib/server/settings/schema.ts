import "server-only"
import { z } from "zod"
import type { FieldKind } from "@/lib/types"
import { type SettingLabel, words } from "@/lib/words/words"
import { type Env, env } from "../env"
import { cost, count, model, prompt, questions, temperature, text } from "./values"

/** An entry of the registry. */
export type Setting = {
  /** It is stored, sent and logged under this name, and has its words under it in `lib/words`. */
  name: SettingLabel
  /** What it may be set to. */
  value: z.ZodType
  field: FieldKind
  /** The stored value that says "none", where there may be none. */
  none?: string
  /** The variable of the environment its default is from, or the default itself. */
  variable?: keyof Env
  standard?: unknown
}

/**
 * Every setting of the operator, in the order of the page: an entry here and its words make a setting. `paused`: what
 * visitors read instead of an answer; null while answering. `temperature`: undefined when it is the provider's own.
 * Limits: 0 is none; `siteCostPerDay` is in the currency of the prices.
 */
export const REGISTRY = {
  paused: { name: "paused", value: text(1000), standard: null, field: "pause" },
  welcome: { name: "welcome", value: text(500), variable: "WELCOME_MESSAGE", field: "text" },
  starters: { name: "starters", value: questions, standard: words.starters, field: "lines" },
  systemPrompt: { name: "system_prompt", value: prompt, variable: "SYSTEM_PROMPT", field: "prompt" },
  model: { name: "model", value: model, variable: "CHAT_MODEL", field: "model" },
  temperature: {
    name: "temperature",
    value: temperature,
    none: "none",
    variable: "CHAT_TEMPERATURE",
    field: "number",
  },
  sessionMessagesPerHour: {
    name: "session_messages_per_hour",
    value: count,
    variable: "SESSION_MESSAGES_PER_HOUR",
    field: "count",
  },
  sessionTokensPerDay: {
    name: "session_tokens_per_day",
    value: count,
    variable: "SESSION_TOKENS_PER_DAY",
    field: "count",
  },
  addressMessagesPerHour: {
    name: "address_messages_per_hour",
    value: count,
    variable: "ADDRESS_MESSAGES_PER_HOUR",
    field: "count",
  },
  siteTokensPerDay: {
    name: "site_tokens_per_day",
    value: count,
    variable: "SITE_TOKENS_PER_DAY",
    field: "count",
  },
  siteCostPerDay: { name: "site_cost_per_day", value: cost, variable: "SITE_COST_PER_DAY", field: "count" },
} as const satisfies Record<string, Setting>

type Registry = typeof REGISTRY
type Entry = Registry[keyof Registry]
export type SettingName = Entry["name"]

type Stored<Of extends Entry> = z.output<Of["value"]>
type Standard<Of> = Of extends { variable: infer Name extends keyof Env }
  ? Env[Name]
  : Of extends { standard: infer Value }
    ? Value
    : never

/** The operator's settings as they hold now. */
export type Settings = {
  -readonly [Key in keyof Registry]:
    | Exclude<Stored<Registry[Key]>, Registry[Key] extends { none: infer None } ? None : never>
    | Standard<Registry[Key]>
}

/** What was set on the page, as it is stored; the rest has its default. */
export type SetValues = { [Of in Entry as Of["name"]]?: Stored<Of> }

/** A setting with its new value; null: back to the default. */
export type SettingInput = {
  [Of in Entry as Of["name"]]: { name: Of["name"]; value: z.input<Of["value"]> | null }
}[SettingName]
export type SettingChange = {
  [Of in Entry as Of["name"]]: { name: Of["name"]; value: Stored<Of> | null }
}[SettingName]

const changes = Object.values(REGISTRY).map(({ name, value }) =>
  z.object({ name: z.literal(name), value: value.nullable() }),
)

/** Reads a change as the page sends it. Each name goes with its own value, which the list cannot say of itself. */
export const settingInput = z.discriminatedUnion(
  "name",
  changes as [(typeof changes)[number]],
) as unknown as z.ZodType<SettingChange, SettingInput>

/** What is asked with, as it may be set. */
export const modelInput = z.object({ model, temperature })

/** Reads rows as they are stored; `unreadable` names those that an older or newer version may have written. */
export function parseRows(rows: { name: string; value: unknown }[]): {
  set: SetValues
  unreadable: string[]
} {
  const parsed = rows.map(({ name, value }) => ({ name, ...settingInput.safeParse({ name, value }) }))
  const readable = parsed.filter(({ data }) => data !== undefined && data.value !== null)
  return {
    set: Object.fromEntries(readable.map(({ name, data }) => [name, data?.value])),
    unreadable: parsed.filter((row) => !readable.includes(row)).map(({ name }) => name),
  }
}

/** What was set, over the defaults. */
export function settingsOf(set: SetValues): Settings {
  const values = Object.entries(REGISTRY).map(([key, entry]) => [key, inEffect(entry, set)])
  return Object.fromEntries(values)
}

function inEffect({ name, none, variable, standard }: Setting, set: SetValues): unknown {
  const stored = set[name]
  if (stored === undefined) return variable ? env()[variable] : standard
  return stored === none ? undefined : stored
}

/** The defaults: from the environment, where it has a variable for them. */
export function defaultSettings(): Settings {
  return settingsOf({})
}
