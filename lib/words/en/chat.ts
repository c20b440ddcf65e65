import { page } from "./page"

const { countInWords, durationInWords } = page

/** What the pages of a visitor's chats say, by the part of the page. */
export const chat = {
  /** A chat's tab, by when it was begun. */
  tabName: ({ day, time }: { day: string; time: string }) => `Chat of ${day}, ${time}`,
  frame: {
    skip: "Skip to the conversation",
    close: "Close",
    withoutScripts:
      "Writing here needs JavaScript, which is switched off in this browser. Switch it on for this site, then reload. Without it you can still read the <privacy>privacy notice</privacy> and download or erase <myData>your data</myData>.",
  },
  composer: {
    label: "Message",
    placeholder: "Write a message",
    send: "Send",
    stop: "Stop",
    writeFirst: "Write something first.",
    gone: "This chat is not there any more. Start a new one to send this.",
    running: "The answer is still being written. Stop it or wait, then send.",
    waits: "Your last message has not been sent yet. Send it again or take it back first.",
    tooLong: (bytes: number) => `Too long by ${countInWords(bytes, "byte")}. Shorten it to send.`,
    room: (bytes: number) => `Room for ${countInWords(bytes, "more byte")}.`,
  },
  conversation: {
    label: "Conversation",
    opening: "Opening the chat",
    jump: "Jump to newest",
    earlier: {
      show: "Show earlier messages",
      loading: "Bringing earlier messages",
      shown: "Earlier messages are shown.",
      printed: "Earlier messages are not on this paper. “My data” has all of them as one page.",
    },
    /** `seconds` after its last message. */
    temporary: (seconds: number) =>
      `Not in your list. Deleted ${durationInWords(seconds)} after its last message.`,
  },
  kept: {
    temporary: "Temporary chat.",
    shared: (idle: number) =>
      `Erased when you press “I am done”, or after ${durationInWords(idle)} without activity.`,
    deleteNow: "Delete now",
  },
  left: ({ answers, per, moment }: { answers: number; per: "hour" | "day"; moment: string }) => {
    const span = per === "hour" ? "this hour" : "today"
    if (answers > 0) return `${countInWords(answers, "message")} left ${span}; more from ${moment}.`
    return `No messages left ${span}. You can go on from ${moment}.`
  },
  trouble: {
    gone: "This chat is not there any more: it was deleted, or its time ran out. What you typed is still in the box.",
    goneMeanwhile: "This chat no longer exists. Start a new one.",
    unsent: "Not sent yet. It goes out by itself as soon as there is a connection.",
    takeBack: "Take back",
    startNew: "Start a new chat",
    sendAgain: "Send again",
  },
  message: {
    you: "You",
    assistant: "Assistant",
    unreadable: "Unreadable message",
    showAll: "Show all",
    showLess: "Show less",
    copy: "Copy",
    copied: "Copied",
    notCopied: "Not copied",
    retry: "Retry",
    edit: "Edit",
    remove: "Remove",
    thinking: "Thinking…",
    writing: "Writing…",
  },
  remembered: {
    label: "Remembered in this chat",
    forget: "Forget",
    forgotten: "Forgotten. The assistant is not shown it again.",
  },
  summary: {
    label: "Older part summarised",
    title: "Summary of the older part",
    written: (at: string) =>
      `Written by the model, ${at}. The assistant is shown it in place of what no longer fits; the messages themselves are all kept.`,
    close: "Close",
  },
  versions: {
    previous: "Previous version",
    next: "Next version",
    busy: "The answer is still being written. Stop it or wait, then look at another version.",
    which: ({ number, of }: { number: number; of: number }) => `${number} of ${of}`,
    said: ({ number, of }: { number: number; of: number }) => `Version ${number} of ${of}`,
  },
  removal: {
    title: "Remove this question?",
    description:
      "It will be gone for good, and so will its answer, all other versions of both, and what was written below those. What follows here stays.",
    only: "It is the only question of this chat: the chat will be gone with it, for good.",
    action: "Remove",
    busy: "Removing …",
    done: "Question removed.",
    chatDone: "Question removed, and the chat with it.",
  },
  rewording: {
    label: "Your question",
    note: "Saving asks again. What was there before stays, as another version.",
    running: "The answer is still being written. Stop it or wait, then save.",
    cancel: "Cancel",
    save: "Save",
    isLost: "Throw away what you changed?",
    keep: "Keep writing",
    throwAway: "Throw away",
  },
  /** How an answer ended: the word and the sentence under it, and what a screen reader says before that sentence. */
  endings: {
    stopped: { word: "Stopped", sentence: "You ended this answer early.", said: "Answer stopped." },
    interrupted: {
      word: "Interrupted",
      sentence: "The answer broke off. Retry to get a whole one.",
      said: "Answer interrupted.",
    },
    failed: { word: "Failed", said: "Answer failed." },
    complete: { said: "Answer finished." },
    running: { said: "An answer is being written." },
  },
}
