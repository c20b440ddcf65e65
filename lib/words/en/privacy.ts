import type { PrivacyFacts, PrivacyLine, PrivacySection } from "../../privacy"
import { page } from "./page"

const { durationInWords } = page

/** The privacy notice, whole and in one line. */
export const privacy = { notice, line, version }

/** What is stored, for how long, where it goes and how to erase it. */
function notice(facts: PrivacyFacts): PrivacySection[] {
  return [
    whoRunsThis(facts),
    whoAnswers(facts),
    WHAT_IS_STORED,
    howLong(facts),
    whereWordsGo(facts),
    WHAT_THE_OPERATOR_SEES,
    YOUR_CONTROL,
    BACKUPS,
  ]
}

function line({ recipient, operator, ...facts }: PrivacyFacts): PrivacyLine {
  const partner = recipient ? "an AI" : "a program without an AI model"
  const kept = durationInWords(facts.kept)
  const idle = durationInWords(facts.idle)
  const atMost = durationInWords(facts.keptShared)
  return {
    answers: `You are writing to ${partner}${operator && `, run by ${operator}`}; it can be mistaken.`,
    kept: `Kept sealed for ${kept} after your last message.`,
    keptShared: `On this shared computer everything is erased when you press “I am done” or nobody does anything for ${idle}, at the latest ${atMost} after your last message.`,
  }
}

/** Under the heading: which notice this is. */
function version(name: string): string {
  return `Version ${name}. Made from the settings this page runs with.`
}

function whoRunsThis({ operator, contact }: PrivacyFacts): PrivacySection {
  return {
    heading: "Who runs this page",
    paragraphs: [
      operator
        ? `This page is run by ${operator}, who is responsible for what is stored here.`
        : "Whoever runs this page has not given a name. The people who showed you this page can tell you who it is.",
      contact
        ? `For questions about your data, write to ${contact}.`
        : "No contact for questions is given. You can download and erase everything yourself, without asking anybody.",
    ],
  }
}

function whoAnswers({ recipient, model }: PrivacyFacts): PrivacySection {
  const answers = recipient
    ? `You are writing to an AI, not to a person. Answers are written by the language model ${model}. They can be wrong: check what matters.`
    : "No language model is set up here. Answers are sentences of the operator’s documents, or fixed words of a program."
  return { heading: "Who answers", paragraphs: [answers] }
}

const WHAT_IS_STORED: PrivacySection = {
  heading: "What is stored",
  paragraphs: [
    "What you write, what is answered, and the titles of your chats. These words are sealed: encrypted with a key that is made for you alone.",
    "Of a long chat, a summary of its older part, sealed in the same way. It is deleted with the chat, and written anew when you have something in it forgotten or remove a question.",
    "Beside them, readable: when each message was written, how it ended, its length in tokens, and which model answered. No name, no account, no browser details.",
    "When you rate an answer: the rating, when you gave it, and whether you share the answer with the operator. A comment is sealed like your chats, and deleted when you delete it, take the rating back, or the chat is gone.",
    "One cookie keeps you the same visitor. It holds a random id, a proof that the id is yours, and when it was set, all sealed; when you first and last wrote, how many messages you sent in the last hour and how long your answers of the day were (for the limits there are), a shorter time if you chose one, and whether your chats are to be remembered in one another, are stored with the id. There are no other cookies, and nothing follows you to other pages.",
    "In your browser only: what you have typed and not sent yet (for an hour), the light or dark theme you chose, whether you said that this is a shared computer, and on such a one when somebody was last active, that they are done, and when everything was last erased.",
  ],
}

function howLong(facts: PrivacyFacts): PrivacySection {
  const kept = durationInWords(facts.kept)
  const temporary = durationInWords(facts.temporary)
  const idle = durationInWords(facts.idle)
  const atMost = durationInWords(facts.keptShared)
  return {
    heading: "For how long",
    paragraphs: [
      `Everything is kept for ${kept} after your last message, then it is gone: no page shows it any more, and it is deleted. You can choose a shorter time.`,
      `A temporary chat is not listed and is kept for ${temporary} after its last message.`,
      `On a shared computer, everything is erased when somebody presses “I am done”, or when nobody has done anything for ${idle}, after a warning. When its window was closed, it is gone ${atMost} after the last message, or as soon as this page is opened there again.`,
    ],
  }
}

function whereWordsGo({ recipient, isCompared, isToldNotToKeep }: PrivacyFacts): PrivacySection {
  const paragraphs = recipient
    ? [
        `For each answer, your question and the parts of the chat that matter for it are sent to ${recipient}, where the model runs. Nothing that says who you are goes with them, unless you wrote it yourself.`,
        ...(isCompared
          ? [
              "Your question and the one before it are sent there, too, to find out what the operator’s documents say about them.",
            ]
          : []),
        "When you have switched on “Remember across chats” under My data, parts of your other chats that matter for a question are sent, too. It is off until you do.",
        "When a chat gets longer than the model can read at once, its older part is sent there once more, to be summed up.",
        ...(isToldNotToKeep ? ["The service is told not to keep them for later use."] : []),
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
    "Under My data you can download everything, choose a shorter time, and erase everything at once, without an account and without asking. Single chats can be deleted in the list of chats, temporary ones on their own page; a single question, with its answer, in its chat: what is left of it is that there was one, and when.",
    "Erasing removes your chats, the key they were sealed with and the cookie. What you write afterwards belongs to a new visitor.",
  ],
}

const BACKUPS: PrivacySection = {
  heading: "Backups",
  paragraphs: [
    "Backups of the chats are to be made without the keys. The keys are copied apart, and each copy replaces the one before. So once you have erased everything, or it has expired, what is left of your chats in an older backup can no longer be opened. A single chat that you delete, or a question that you remove, may stay in older backups until then.",
  ],
}
