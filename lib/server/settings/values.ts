import "server-only"
import { z } from "zod"
import { isBlank, storableProblem } from "@/lib/text"
import type { Why } from "@/lib/words/refusals"
import { promptExcess } from "../model/prompt"

/* What a setting may be set to, and why it may not be something else: each rule carries its reason. */

/** Why a change is refused: what its first broken rule says, or that it cannot be read at all. */
export function whyRefused({ issues: [first] }: z.ZodError): Why {
  return first?.code === "custom" && first.params ? (first.params as Why) : { code: "invalid", about: "page" }
}

const because = (params: Why) => ({ params })

/** A text of 1 to so many characters. Lines end in one way wherever they were written. */
export const text = (characters: number) =>
  z
    .string()
    .transform((written) => written.replace(/\r\n?/g, "\n").trim())
    .refine((written) => !storableProblem(written), {
      ...because({ code: "invalid", about: "unstorable" }),
      abort: true,
    })
    .refine(
      (written) => !isBlank(written) && written.length <= characters,
      because({ code: "invalid", about: "characters", most: characters }),
    )

/** A text without line breaks; `about` names it in the refusal. */
export const line = (about: "question_lines" | "model_lines", characters: number) =>
  text(characters).refine((written) => !written.includes("\n"), because({ code: "invalid", about }))

/** At most eight questions, each once; none is fine. */
export const questions = z
  .array(line("question_lines", 200))
  .refine((written) => written.length <= 8, because({ code: "invalid", about: "questions" }))
  .transform((written) => [...new Set(written)])

/** A system prompt that leaves the chat its room in the context. */
export const prompt = text(1_000_000).superRefine((written, context) => {
  const excess = promptExcess(written)
  if (excess)
    context.addIssue({ code: "custom", ...because({ code: "invalid", about: "prompt", ...excess }) })
})

export const model = line("model_lines", 200)

/** "none": left to the provider. */
export const temperature = z.custom<"none" | number>(
  (given) => given === "none" || (typeof given === "number" && given >= 0 && given <= 2),
  because({ code: "invalid", about: "temperature" }),
)

/** How much a limit allows; 0: there is none. */
export const count = amount("count", 1_000_000_000).refine(
  Number.isInteger,
  because({ code: "invalid", about: "count", most: 1_000_000_000 }),
)

/** The same in money. */
export const cost = amount("cost", 1_000_000)

function amount(about: "count" | "cost", most: number) {
  return z.custom<number>(
    (given) => typeof given === "number" && given >= 0 && given <= most,
    because({ code: "invalid", about, most }),
  )
}
