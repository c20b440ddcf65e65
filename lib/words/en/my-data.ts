import { page } from "./page"

const { countInWords, durationInWords } = page

/** What a visitor reads about their own data: how much there is, and how to take it along, shorten its time or erase it. */
export const myData = {
  nothing:
    "Nothing is stored. When you write your first message, your chats will be kept for this browser, and you can download and erase them here.",
  stored: ({ chats, messages }: { chats: number; messages: number }) =>
    `${countInWords(chats, "chat")} with ${countInWords(messages, "message")}, sealed with a key made for you alone. Beside the words: times, lengths, and which model answered. No name, no address, no account.`,
  unreadable:
    "The key of what is stored for you does not open any more, so nobody can read it, neither can you. You can take it along as it is, or erase it and begin anew.",
  /** `seconds` for which everything is kept. */
  prolonged: (seconds: number) =>
    `Writing a message keeps everything for ${durationInWords(seconds)} from then on.`,
  copy: {
    heading: "Take it with you",
    text: "Everything that is stored for you, with all messages.",
    download: "Download my data",
    readable: "Copy to read and print",
  },
  across: {
    heading: "Memory across chats",
    text: "Each chat stands by itself, unless you want what you say in one to be remembered in the others.",
    withoutScripts: (on: boolean) =>
      `It is switched ${on ? "on" : "off"}. Switching it on or off needs JavaScript.`,
    label: "Remember across chats",
    consequence:
      "What was said in your other chats is shown to the assistant when a question is about it, and what you asked for from then on. Temporary chats stay out of it.",
    done: (on: boolean) =>
      on
        ? "From your next message on, your chats are remembered in one another."
        : "From your next message on, each chat stands by itself again.",
  },
  shorter: {
    heading: "Be forgotten sooner",
    text: "A shorter time cannot be made longer again, except by erasing everything.",
    impossible: (seconds: number) =>
      `Everything is kept for ${durationInWords(seconds)} after your last message. A shorter time cannot be chosen; you can erase everything at once.`,
    withoutScripts: "Choosing a time needs JavaScript.",
    legend: "Keep everything only for this long after my last message:",
    choose: "Choose a time first.",
    action: "Keep it shorter",
    done: (seconds: number) =>
      `From now on, everything is kept for ${durationInWords(seconds)} after your last message.`,
  },
  erase: {
    heading: "Erase",
    text: "Removes all chats and messages, the key they are sealed with, and the cookie of this browser, at once and for good. What you write afterwards belongs to a new visitor. A single chat can be deleted in the list of chats, a temporary one on its own page.",
    name: "Erase everything",
    title: "Erase everything?",
    description:
      "All chats and messages, their key and the cookie will be gone for good. Nobody can bring them back.",
    action: "Erase",
    busy: "Erasing …",
    /** Ticked where no scripts run, in place of the question. */
    consent: "All of it, for good. Nobody can bring it back.",
  },
  receipt: {
    heading: "Everything is erased",
    text: "This receipt is shown once. It is not stored anywhere.",
    nothing: "There was nothing more to erase.",
    erased: ({ at, chats, messages }: { at: string; chats: number; messages: number }) =>
      `${at}: ${countInWords(chats, "chat")} and ${countInWords(messages, "message")}, their key and the cookie of this browser.`,
  },
}
