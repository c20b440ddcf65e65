/** What may be said around any page of a visitor, even one that is not there or failed: kept small, as each of them loads it. */
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
  nothingHere: {
    heading: "There is nothing here",
    text: "The address may be mistyped. If it is a chat's, that chat was deleted, its time ran out, or it belongs to another browser: chats can only be read in the browser they were written in.",
  },
  connection: {
    again: "Connecting again…",
    opensLater: "No connection. This opens as soon as there is one.",
    tryNow: "Try now",
  },
}
