import type { TrialFacts } from "../../condition"
import { page } from "./page"
import { status } from "./status"

const { number, countInWords } = page

/** What is refused: by the code that programs read, and what it is about. Says what to do next. */
export const refusals = {
  invalid: {
    other_site:
      "This came from a page of another site, or this site does not know the address in your browser as its own. Open it " +
      "under its usual address and try again. (For whoever runs it: PUBLIC_URL must say what visitors type.)",
    message: "The page sent something that cannot be read. Reload it and send again.",
    versions: ({ most }: { most: number }) =>
      `There are ${most} versions of this already, and there is room for no more. Ask it as a new message.`,
    other_chat: "This message belongs to another chat. Send it again.",
    title: "A title needs 1 to 200 characters in one line.",
    rating: "The page sent something that cannot be read. Reload it and rate again.",
    time: "The time can only be made shorter than it is now. Reload the page and choose one of those offered.",
    request: "This request cannot be read. Reload the page and try again.",
    answer: "There is no such answer.",
    page: "The page sent something that cannot be read. Reload it and try again.",
    range: ({ names }: { names: readonly string[] }) => `Choose a range: ${names.join(", ")}.`,
    days: "Give the first and the last day as from=YYYY-MM-DD and to=YYYY-MM-DD, for example 2026-03-31.",
    backwards: "The first day is after the last one. Exchange them.",
    long_range: ({ days }: { days: number }) => `This is more than ${days} days. Choose a shorter range.`,
    characters: ({ most }: { most: number }) => `Write 1 to ${number(most)} characters.`,
    unstorable:
      "The text has a character that cannot be stored. Remove what was pasted last, then save again.",
    question_lines: "A question is one line.",
    pasted: ({ title, text }: { title: number; text: number }) =>
      `Give a title of 1 to ${number(title)} characters and a text of 1 to ${number(text)}; a longer one is added as a file.`,
    questions: "There is room for eight questions.",
    model_lines: "The name of a model is one line.",
    temperature: "The temperature is a number from 0 to 2, or left to the provider.",
    prompt: ({ tokens, context }: { tokens: number; context: number }) =>
      `The system prompt has ${tokens} tokens, more than half of CONTEXT_TOKENS (${context}). Shorten it or raise CONTEXT_TOKENS.`,
    count: ({ most }: { most: number }) => `Write a whole number from 0 (no limit) to ${number(most)}.`,
    cost: ({ most }: { most: number }) => `Write an amount from 0 (no limit) to ${number(most)}.`,
    password: page.passwordProblemInWords,
  },
  empty: { message: "Write something first." },
  too_long: {
    message: ({ limit, bytes }: { limit: number; bytes: number }) => {
      const percent = Math.ceil((100 * (bytes - limit)) / bytes)
      return `The text is too long: ${number(limit)} bytes fit, it has ${number(bytes)}. Shorten it by about ${percent} % or send it in parts.`
    },
    comment: ({ most }: { most: number }) =>
      `The comment is too long: ${number(most)} characters fit. Shorten it, then try again.`,
  },
  malformed: {
    message:
      "The text contains a character that cannot be stored (NUL or half a character). Remove it and send again.",
    comment:
      "The comment contains a character that cannot be stored (NUL or half a character). Remove it, then try again.",
    unreadable: "This message can no longer be read. Edit it and write it again.",
    session:
      "What you wrote before can no longer be opened, so nothing can be added to it. Open My data and erase everything, then write anew.",
  },
  not_found: {
    chat: "This chat is not there any more. Start a new one.",
    written_chat: "This chat is no longer there. Start a new one; your text is kept in the box.",
    question: "This question is not shown any more, here or in another tab. Reload the page.",
    answer: "This answer is not stored any more, so it cannot be rated. Reload the page.",
    source: "This answer is not stored any more. Reload the page.",
    session: "This session has ended already.",
    document: "This document is not there any more. Reload the page.",
    anything: "Nothing is stored any more. Reload the page.",
  },
  busy: {
    versions:
      "An answer is still being written in this chat. Wait for it or stop it, then look at the other version.",
    removal:
      "An answer is still being written in this chat. Wait for it or stop it, then remove the question.",
    chat: "An answer is still being written in this chat. Wait for it or stop it, then send again.",
    cleanup: "A cleanup is at work already. Wait until it has finished, then look again.",
  },
  unavailable: {
    server:
      "The server is being restarted. What you wrote is kept, and goes out again by itself in a moment.",
    database: "This is not possible at the moment: the database does not answer. Try again in a moment.",
  },
  changed: {
    chat: "This chat went on in another tab. Here it is as it is now; your words are still there, so look, then send them again.",
  },
  limited: {
    messages: ({ seconds }: { seconds: number }) =>
      `You have sent as many messages as fit into an hour here. ${again(seconds)}`,
    tokens: ({ seconds }: { seconds: number }) =>
      `You have used up what there is for one visitor today. ${again(seconds)}`,
    running:
      "An answer to you is still being written, and it is not sure that there is enough left today for one more. Wait for it, then send again.",
    address: ({ seconds }: { seconds: number }) =>
      `As many messages have come from your network as fit into an hour here. ${again(seconds)}`,
    site: ({ seconds }: { seconds: number }) =>
      `This site has answered as much as it can today. ${again(seconds)}`,
  },
  paused: { answering: ({ notice }: { notice: string }) => notice },
  untried: {
    trial: (trial: TrialFacts) => `${status.trial(trial)} Nothing was saved.`,
    tests: ({ minutes }: { minutes: number }) => tooManyTests(minutes),
  },
  signed_out: { admin: "You are signed out. Reload the page and sign in again." },
  wrong_password: {
    sign_in: "This is not the password. Try again.",
    change: "This is not the current password, so nothing was changed. Try again.",
  },
  throttled: {
    tests: ({ minutes }: { minutes: number }) => tooManyTests(minutes),
    passwords: ({ minutes }: { minutes: number }) =>
      `There were too many wrong passwords. Try again in ${countInWords(minutes, "minute")}.`,
  },
}

/** When a limit ends. */
function again(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  const span = minutes < 90 ? countInWords(minutes, "minute") : countInWords(Math.ceil(minutes / 60), "hour")
  return `You can go on in ${span}.`
}

function tooManyTests(minutes: number): string {
  return `There were too many tests. Try again in ${countInWords(minutes, "minute")}.`
}
