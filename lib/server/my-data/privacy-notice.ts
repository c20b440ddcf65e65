import "server-only"
import { createHash } from "node:crypto"
import { sharedLifetime } from "@/lib/kept"
import { durationInWords } from "@/lib/words/page"
import type { Env } from "../env"

/** The settings the notice speaks of. */
export type PrivacySettings = Pick<
  Env,
  | "OPERATOR_NAME"
  | "OPERATOR_CONTACT"
  | "RETENTION"
  | "TEMPORARY_RETENTION"
  | "KIOSK_IDLE"
  | "OPENAI_API_KEY"
  | "OPENAI_BASE_URL"
  | "CHAT_MODEL"
>

/** `version` names the text: the same words, the same version. */
export type PrivacyNotice = { version: string; sections: PrivacySection[] }
export type PrivacySection = { heading: string; paragraphs: string[] }

/** What is stored, for how long, where it goes and how to erase it, as these settings have it. */
export function privacyNotice(settings: PrivacySettings): PrivacyNotice {
  const sections = [
    whoRunsThis(settings),
    whoAnswers(settings),
    WHAT_IS_STORED,
    howLong(settings),
    whereWordsGo(settings),
    WHAT_THE_OPERATOR_SEES,
    YOUR_CONTROL,
    BACKUPS,
  ]
  const hash = createHash("sha256").update(JSON.stringify(sections)).digest("hex")
  return { version: hash.slice(0, 8), sections }
}

/** Who answers, and for how long things are kept: as usual, and on a shared computer. */
export type PrivacyLine = { answers: string; kept: string; keptShared: string }

/** The notice in one line, for whoever has not written yet. Only the browser knows whether the computer is a shared one. */
export function privacyLine(settings: PrivacySettings): PrivacyLine {
  const partner = recipientOf(settings) ? "an AI" : "a program without an AI model"
  const operator = settings.OPERATOR_NAME && `, run by ${settings.OPERATOR_NAME}`
  const kept = durationInWords(settings.RETENTION)
  const idle = durationInWords(settings.KIOSK_IDLE)
  const atMost = durationInWords(sharedLifetime(settings.RETENTION))
  return {
    answers: `You are writing to ${partner}${operator}; it can be mistaken.`,
    kept: `Kept sealed for ${kept} after your last message.`,
    keptShared: `On this shared computer everything is erased when you press “I am done” or nobody does anything for ${idle}, at the latest ${atMost} after your last message.`,
  }
}

/** The host the words are sent to for an answer. Undefined when no model is configured. */
function recipientOf({ OPENAI_BASE_URL, OPENAI_API_KEY }: PrivacySettings): string | undefined {
  if (OPENAI_BASE_URL) return new URL(OPENAI_BASE_URL).host
  return OPENAI_API_KEY ? "api.openai.com" : undefined
}

function whoRunsThis({ OPERATOR_NAME, OPERATOR_CONTACT }: PrivacySettings): PrivacySection {
  return {
    heading: "Who runs this page",
    paragraphs: [
      OPERATOR_NAME
        ? `This page is run by ${OPERATOR_NAME}, who is responsible for what is stored here.`
        : "Whoever runs this page has not given a name. The people who showed you this page can tell you who it is.",
      OPERATOR_CONTACT
        ? `For questions about your data, write to ${OPERATOR_CONTACT}.`
        : "No contact for questions is given. You can download and erase everything yourself, without asking anybody.",
    ],
  }
}

function whoAnswers(settings: PrivacySettings): PrivacySection {
  const answers = recipientOf(settings)
    ? `You are writing to an AI, not to a person. Answers are written by the language model ${settings.CHAT_MODEL}. They can be wrong: check what matters.`
    : "No language model is set up here. Answers are fixed words of a program, not of a person."
  return { heading: "Who answers", paragraphs: [answers] }
}

const WHAT_IS_STORED: PrivacySection = {
  heading: "What is stored",
  paragraphs: [
    "What you write, what is answered, and the titles of your chats. These words are sealed: encrypted with a key that is made for you alone.",
    "Beside them, readable: when each message was written, how it ended, its length in tokens, and which model answered. No name, no account, no browser details.",
    "When you rate an answer: the rating, when you gave it, and whether you share the answer with the operator. A comment is sealed like your chats, and deleted when you delete it, take the rating back, or the chat is gone.",
    "One cookie keeps you the same visitor. It holds a random id, a proof that the id is yours, and when it was set, all sealed; when you first and last wrote, and a shorter time if you chose one, are stored with the id. There are no other cookies, and nothing follows you to other pages.",
    "In your browser only: what you have typed and not sent yet (for an hour), the light or dark theme you chose, whether you said that this is a shared computer, and on such a one when somebody was last active.",
  ],
}

function howLong(settings: PrivacySettings): PrivacySection {
  const kept = durationInWords(settings.RETENTION)
  const temporary = durationInWords(settings.TEMPORARY_RETENTION)
  const idle = durationInWords(settings.KIOSK_IDLE)
  const atMost = durationInWords(sharedLifetime(settings.RETENTION))
  return {
    heading: "For how long",
    paragraphs: [
      `Everything is kept for ${kept} after your last message, then it is gone: no page shows it any more, and it is deleted. You can choose a shorter time.`,
      `A temporary chat is not listed and is kept for ${temporary} after its last message.`,
      `On a shared computer, everything is erased when somebody presses “I am done”, or when nobody has done anything for ${idle}, after a warning. When its window was closed, it is gone ${atMost} after the last message, or as soon as this page is opened there again.`,
    ],
  }
}

function whereWordsGo(settings: PrivacySettings): PrivacySection {
  const host = recipientOf(settings)
  const paragraphs = host
    ? [
        `For each answer, your question and the parts of the chat that matter for it are sent to ${host}, where the model runs. Nothing that says who you are goes with them, unless you wrote it yourself.`,
        ...(settings.OPENAI_BASE_URL ? [] : ["The service is told not to keep them for later use."]),
        "Your words go nowhere else.",
      ]
    : ["Nowhere. No language model is set up, so nothing you write leaves this server."]
  return { heading: "Where your words go", paragraphs }
}

const WHAT_THE_OPERATOR_SEES: PrivacySection = {
  heading: "What the operator sees",
  paragraphs: [
    "How much the page is used: numbers of chats, messages, tokens, errors and ratings. These numbers stay when your chats are gone; nothing in them leads to you.",
    "Which answers you share, and nothing else you wrote: when you have rated an answer, you can send it to the operator, with a comment if you like. Then the operator can read that answer, its question and your comment, without learning whose they are, until you stop sharing or the chat is gone. When you stop sharing, your comment stays in your chat until you delete it. What you do not share is on no page the operator can open, and the logs hold no words, no cookies and no addresses. Whoever holds the server and its master key could still open the stored words; that cannot be ruled out where a server answers.",
    "Your network address is not stored. Where requests have to be counted to hold off misuse, only a keyed hash of the address is used; its key changes daily and is destroyed within 48 hours, and then the hash leads nowhere.",
  ],
}

const YOUR_CONTROL: PrivacySection = {
  heading: "What you can do",
  paragraphs: [
    "Under My data you can download everything, choose a shorter time, and erase everything at once, without an account and without asking. Single chats can be deleted in the list of chats, temporary ones on their own page.",
    "Erasing removes your chats, the key they were sealed with and the cookie. What you write afterwards belongs to a new visitor.",
  ],
}

const BACKUPS: PrivacySection = {
  heading: "Backups",
  paragraphs: [
    "Backups of the chats are to be made without the keys. The keys are copied apart, and each copy replaces the one before. So once you have erased everything, or it has expired, what is left of your chats in an older backup can no longer be opened. A single chat that you delete may stay in older backups until then.",
  ],
}
