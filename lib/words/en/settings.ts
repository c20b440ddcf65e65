import type { SettingWords } from "../settings"

const setHere = (moment: string | undefined) => (moment ? `Set here on ${moment}.` : "Set here.")
const TRYING = "Trying it first …"

/** The words of each setting, by the name it is stored under. */
export const settings = {
  paused: {
    heading: "Answering",
    description:
      "Pausing takes no new messages. Visitors see your text above the box they write in, and what they typed stays there. Their chats stay readable; answers under way are finished.",
    since: (moment) => (moment ? `Paused on ${moment}.` : "Paused."),
    logged: { set: (text) => `paused answering: ${text}`, unset: "resumed answering." },
  },
  welcome: {
    heading: "Welcome message",
    description: "The first words of the page, for whoever begins a new chat. Up to 500 characters.",
    since: setHere,
    logged: "the welcome message",
  },
  starters: {
    heading: "Starter questions",
    description:
      "Offered below the welcome message; a click asks them. One in each line, at most eight. None is fine, too.",
    since: setHere,
    logged: "the starter questions",
  },
  system_prompt: {
    heading: "System prompt",
    description: "What the model is told before every answer. Visitors do not see it.",
    since: setHere,
    logged: "the system prompt",
  },
  model: {
    heading: "Model",
    description:
      "The name of the language model, as the provider calls it. It is tried with one small question before it is saved. A reply under way ends with the one it began with.",
    withoutProvider:
      "No provider is configured, so fixed words answer. This model answers once OPENAI_API_KEY or OPENAI_BASE_URL is set.",
    saving: TRYING,
    since: setHere,
    logged: "the model",
  },
  temperature: {
    heading: "Temperature",
    description:
      "From 0 (the same words each time) to 2 (ever new ones). Empty: the provider decides; some models want that.",
    placeholder: "The provider decides",
    saving: TRYING,
    noDefault: "the provider decides",
    since: setHere,
    logged: "the temperature",
    loggedNone: "the provider's own",
  },
  session_messages_per_hour: {
    heading: "Messages of one visitor in an hour",
    description:
      "Questions, retries and edits, counted from the first of them. 0: no limit. A limit acts within a second, and tells a visitor what is left when it gets little.",
    since: setHere,
    logged: "the messages of one visitor in an hour",
  },
  session_tokens_per_day: {
    heading: "Tokens of one visitor in a day",
    description:
      "What the provider reads and writes for one visitor until midnight. An answer is only begun when there is enough left for the longest one. 0: no limit.",
    since: setHere,
    logged: "the tokens of one visitor in a day",
  },
  address_messages_per_hour: {
    heading: "Messages of one network in an hour",
    description:
      "For sites whose visitors come from their own networks. Where they share one, as in a library, leave it at 0: no limit.",
    since: setHere,
    logged: "the messages of one network in an hour",
  },
  site_tokens_per_day: {
    heading: "Tokens of the whole site in a day",
    description:
      "What the provider reads and writes for all visitors until midnight, running answers at their longest. 0: no limit.",
    since: setHere,
    logged: "the tokens of the whole site in a day",
  },
  site_cost_per_day: {
    heading: "Cost of the whole site in a day",
    description:
      "The same in money, by the prices in PRICE_INPUT_PER_MTOK and PRICE_OUTPUT_PER_MTOK; without them it does nothing. 0: no limit.",
    since: setHere,
    logged: "the cost of the whole site in a day",
  },
} satisfies Record<string, SettingWords>

/** Offered to a visitor who has not written yet, until the operator has questions of their own. */
export const starters = [
  "What can you help me with?",
  "I am here for the first time. Where do I start?",
  "What do people ask about most?",
  "Help me write a short, polite request.",
]

/** Offered instead while the guide that comes with Alcove is all there is to ask about. */
export const sampleStarters = [
  "How long are my chats kept?",
  "Who can read what I write?",
  "How do I connect a language model?",
  "How do I add documents?",
]
