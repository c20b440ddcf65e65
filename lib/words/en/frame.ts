/**
 * What stands around every page of a visitor, and on a page that is not there or failed: loaded by all of them, so it is kept
 * small.
 */
export const frame = {
  /** What things are called in links, headings and titles. */
  names: {
    newChat: "New chat",
    chat: "Chat",
    temporaryChat: "Temporary chat",
    chats: "Chats",
    myData: "My data",
    privacy: "Privacy",
  },
  skip: "Skip to the conversation",
  close: "Close",
  withoutScripts:
    "Writing here needs JavaScript, which is switched off in this browser. Switch it on for this site, then reload. Without it you can still read the <privacy>privacy notice</privacy> and download or erase <myData>your data</myData>.",
  nothingHere: {
    heading: "There is nothing here",
    text: "The address may be mistyped. If it is a chat's, that chat was deleted, its time ran out, or it belongs to another browser: chats can only be read in the browser they were written in.",
  },
  connection: {
    again: "Connecting again…",
    opensLater: "No connection. This opens as soon as there is one.",
    tryNow: "Try now",
  },
  failed: {
    heading: "This page could not be shown",
    text: "Something went wrong on our side. What you wrote before is kept. Try again in a moment.",
    again: "Try again",
  },
}
