import "server-only"
import { z } from "zod"
import { isBlank, storableProblem } from "@/lib/text"
import { promptProblem } from "../model/prompt"

/* What a setting may be set to, and the sentence for what it may not. */

export const UNREADABLE = "The page sent something that cannot be read. Reload it and try again."

const UNSTORABLE =
  "The text has a character that cannot be stored. Remove what was pasted last, then save again."

/** A text of 1 to so many characters. Lines end in one way wherever they were written. */
export const text = (characters: number) =>
  z
    .string(UNREADABLE)
    .transform((written) => written.replace(/\r\n?/g, "\n").trim())
    .refine((written) => !storableProblem(written), { error: UNSTORABLE, abort: true })
    .refine((written) => !isBlank(written) && written.length <= characters, {
      error: `Write 1 to ${characters.toLocaleString("en")} characters.`,
    })

/** A text without line breaks; `what` names it in the refusal. */
export const line = (what: string, characters: number) =>
  text(characters).refine((written) => !written.includes("\n"), { error: `${what} is one line.` })

/** At most eight questions, each once; none is fine. */
export const questions = z
  .array(line("A question", 200), UNREADABLE)
  .max(8, "There is room for eight questions.")
  .transform((written) => [...new Set(written)])

/** A system prompt that leaves the chat its room in the context. */
export const prompt = text(1_000_000).superRefine((written, context) => {
  const problem = promptProblem("The system prompt", written)
  if (problem) context.addIssue({ code: "custom", message: problem })
})

export const model = line("The name of a model", 200)

const TEMPERATURE = "The temperature is a number from 0 to 2, or left to the provider."

/** "none": left to the provider. */
export const temperature = z.union(
  [z.literal("none"), z.number().min(0, TEMPERATURE).max(2, TEMPERATURE)],
  TEMPERATURE,
)
