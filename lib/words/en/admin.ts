import { page } from "./page"

const { number, countInWords } = page

const defaultOf = (variable: string | undefined) =>
  variable ? `The default from the environment (${variable})` : "The built-in default"

/** What the operator's pages say, but for the overview. */
export const admin = {
  title: "Operator’s desk",
  skip: "Skip to the page",
  pages: {
    overview: "Overview",
    documents: "Documents",
    shared: "Shared answers",
    settings: "Settings",
    security: "Security",
  },
  /** Shared answers nobody has looked at; what is `hidden` is only read out. */
  news: (count: string) => `${count}<hidden> new</hidden>`,
  signIn: {
    text: "For the people who run this place. Visitors need no account.",
    password: "Password",
    action: "Sign in",
    busy: "Signing in …",
    toChat: "To the chat",
  },
  signOut: "Sign out",
  security: {
    text: "Whoever knows the password sees figures, settings, and answers that visitors chose to share. Nobody can read their chats here.",
    password: {
      heading: "Password",
      text: "Another password signs everybody else out. If it is ever forgotten, start the server with another ADMIN_PASSWORD: it takes the place of this one.",
      current: "Current password",
      next: "New password",
      hint: "12 characters or more. A few words that do not belong together are easy to remember.",
      again: "Repeat the new password",
      differ: "The two new passwords differ.",
      action: "Change password",
      busy: "Changing …",
      done: "The password is changed. Everybody else was signed out.",
    },
    sessions: {
      heading: "Signed in now",
      text: "A session ends after an hour without use, and after twelve hours in any case.",
      isThis: "This session",
      line: ({ name, created, lastSeen }: { name: string; created: string; lastSeen: string }) =>
        `${name} · signed in ${created} · last seen ${lastSeen}`,
      device: (browser = "Unknown browser", system?: string) =>
        system ? `${browser} on ${system}` : browser,
      end: "End",
      endLabel: (name: string) => `End ${name.toLowerCase()}`,
      ended: (name: string) => `${name} ended.`,
      endOthers: "End all other sessions",
      endedOthers: (sessions: number) => `${countInWords(sessions, "session")} ended.`,
    },
    audit: {
      heading: "Audit log",
      text: ({ most, timeZone }: { most: number; timeZone: string }) =>
        `What operators did, the newest ${most} entries, in the time zone ${timeZone}. Nothing of visitors is in it.`,
    },
  },
  settings: {
    text: "What you save here holds for every visitor within a second. It wins over the environment.",
    save: "Save",
    saveAnyway: "Save anyway",
    toDefault: "Back to the default",
    saved: "Saved. In effect within a second.",
    /** Where a value comes from: a variable of the environment, unless it is built in. */
    source: {
      name: defaultOf,
      sentence: (variable: string | undefined) => `${defaultOf(variable)}.`,
      value: ({ variable, value }: { variable: string | undefined; value: string }) =>
        `${defaultOf(variable)} is: ${value}`,
    },
    answering: {
      label: "Answer visitors",
      on: "Visitors are answered",
      off: "Answering is paused",
      /** After when it was paused. */
      whileOff:
        "No new messages are taken. Visitors see your text above the box they write in, and what they typed stays there. Their chats stay readable.",
      text: "What visitors read while it is paused",
      suggestion: "Answers are paused at the moment. Your chats are still here: please come back later.",
      save: "Save the text",
    },
    model: { test: "Test", busy: "Asking the model …" },
    prompt: {
      counted: ({ tokens, limit }: { tokens: number; limit: number }) =>
        `${number(tokens)} of at most ${number(limit)} tokens.`,
      estimated: ({ tokens, limit }: { tokens: number; limit: number }) =>
        `About ${number(tokens)} of at most ${number(limit)} tokens; counted when it is saved.`,
      history: "History",
      noHistory: "Earlier texts will be listed here.",
      use: "Use this one",
    },
  },
  shared: {
    text: "Answers that visitors chose to show you when they rated them. You read such an answer and its question, not the chat around them, and not whose they are.",
    nothing: {
      heading: "Nothing is shared at the moment",
      text: "Under every answer a visitor can choose Good answer or Poor answer, and then “Send to the operator”, with a comment if they like. What they send is listed here, newest first, until they stop sharing it or their chat is gone. How many good and poor ratings there are is on the overview, sent or not.",
      toOverview: "To the overview",
    },
    ratings: { good: "Good answer", poor: "Poor answer" },
    isNew: "New",
    by: "Shared by the visitor",
    question: "Question",
    answer: "Answer",
    comment: "Comment",
    unreadable: "Unreadable: its bytes do not open with the visitor’s key.",
    /** `hasModel`: it is not known of older answers. Its name stands in the place of the mark, as it may hold any characters. */
    about: ({ rated, hasModel, until }: { rated: string; hasModel: boolean; until: string }) =>
      `Rated <rated>${rated}</rated>. ${hasModel ? "Model: <model></model>. " : ""}Readable until <until>${until}</until>, unless the visitor stops sharing before.`,
    pages: { label: "More shared answers", newest: "Newest", older: "Older" },
  },
}
