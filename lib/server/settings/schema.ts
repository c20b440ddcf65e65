import "server-only"
import { z } from "zod"
import { isBlank, storableProblem } from "@/lib/text"
import { env } from "../env"
import { promptProblem } from "../model/prompt"

/** The operator's settings as they hold now. `paused`: what visitors read instead of an answer; null while answering. */
export type Settings = {
  paused: string | null
  welcome: string
  starters: string[]
  systemPrompt: string
  model: string
  /** Undefined: the provider's own. */
  temperature?: number
}

/** Offered to whoever has not written yet, until the operator has questions of their own. */
const STARTERS = [
  "What can you help me with?",
  "I am here for the first time. Where do I start?",
  "What do people ask about most?",
  "Help me write a short, polite request.",
]

const UNSTORABLE =
  "The text has a character that cannot be stored. Remove what was pasted last, then save again."

const UNREADABLE = "The page sent something that cannot be read. Reload it and try again."

/** Lines end in one way wherever they were written. */
const text = (characters: number) =>
  z
    .string(UNREADABLE)
    .transform((written) => written.replace(/\r\n?/g, "\n").trim())
    .refine((written) => !storableProblem(written), { error: UNSTORABLE, abort: true })
    .refine((written) => !isBlank(written) && written.length <= characters, {
      error: `Write 1 to ${characters.toLocaleString("en")} characters.`,
    })

const line = (what: string, characters: number) =>
  text(characters).refine((written) => !written.includes("\n"), { error: `${what} is one line.` })

const prompt = text(1_000_000).superRefine((written, context) => {
  const problem = promptProblem("The system prompt", written)
  if (problem) context.addIssue({ code: "custom", message: problem })
})

const model = line("The name of a model", 200)

const TEMPERATURE = "The temperature is a number from 0 to 2, or left to the provider."
const temperature = z.union(
  [z.literal("none"), z.number().min(0, TEMPERATURE).max(2, TEMPERATURE)],
  TEMPERATURE,
)

/** What is asked with, as it may be set. */
export const modelInput = z.object({ model, temperature }, UNREADABLE)

const setting = <Name extends string, Value extends z.ZodType>(name: Name, value: Value) =>
  z.object({ name: z.literal(name), value: value.nullable() })

/** A setting with its new value; null: back to the default. */
export const settingInput = z.discriminatedUnion(
  "name",
  [
    setting("paused", text(1000)),
    setting("welcome", text(500)),
    setting(
      "starters",
      z
        .array(line("A question", 200), UNREADABLE)
        .max(8, "There is room for eight questions.")
        .transform((questions) => [...new Set(questions)]),
    ),
    setting("system_prompt", prompt),
    setting("model", model),
    setting("temperature", temperature),
  ],
  UNREADABLE,
)

export type SettingInput = z.input<typeof settingInput>
export type SettingChange = z.output<typeof settingInput>
export type SettingName = SettingChange["name"]
/** What was set on the page; the rest has its default. */
export type SetValues = {
  [Change in SettingChange as Change["name"]]?: NonNullable<Change["value"]>
}

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
  const standard = defaultSettings()
  return {
    paused: set.paused ?? standard.paused,
    welcome: set.welcome ?? standard.welcome,
    starters: set.starters ?? standard.starters,
    systemPrompt: set.system_prompt ?? standard.systemPrompt,
    model: set.model ?? standard.model,
    temperature: set.temperature === "none" ? undefined : (set.temperature ?? standard.temperature),
  }
}

/** The defaults: from the environment, where it has a variable for them. */
export function defaultSettings(): Settings {
  const { WELCOME_MESSAGE, SYSTEM_PROMPT, CHAT_MODEL, CHAT_TEMPERATURE } = env()
  return {
    paused: null,
    welcome: WELCOME_MESSAGE,
    starters: STARTERS,
    systemPrompt: SYSTEM_PROMPT,
    model: CHAT_MODEL,
    temperature: CHAT_TEMPERATURE,
  }
}
