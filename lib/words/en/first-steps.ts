import type { StepFacts } from "../../condition"
import { page } from "./page"
import { status } from "./status"

type StepWords = { name: string; hint: string }

/** Something to do before the first visitor comes. */
export function firstStep(facts: StepFacts): StepWords {
  switch (facts.step) {
    case "connect":
      return connecting(facts)
    case "test":
      return testing(facts)
    case "name":
      return naming(facts)
    case "address":
      return {
        name: "Give it its address",
        hint: "Set PUBLIC_URL to the https address that visitors will open, then put the link on your site.",
      }
    case "link":
      return { name: "Put the link on your site", hint: `Visitors come to ${facts.url}` }
    case "write":
      return { name: "Write the first message", hint: "As a visitor would: it is counted here at once." }
  }
}

function connecting({ isDone }: StepFacts): StepWords {
  return {
    name: "Connect a language model",
    hint: isDone
      ? "A provider is configured."
      : "Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, and start Alcove again. Until then fixed words answer.",
  }
}

function testing({ trial }: StepFacts & { step: "test" }): StepWords {
  return {
    name: "Test the model",
    hint: trial ? status.trial(trial) : "One small question to the provider tells whether it answers.",
  }
}

function naming({ isDone, operator, contact, missing }: StepFacts & { step: "name" }): StepWords {
  return {
    name: "Say who runs this place",
    hint: isDone
      ? `Visitors read: ${operator}, ${contact}.`
      : `Set ${page.list(missing)}: the privacy notice names you, and visitors know whom to tell when something is wrong.`,
  }
}
