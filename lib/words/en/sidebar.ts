import { page } from "./page"

const { countInWords, durationInWords } = page

/** What is said beside the conversation, in the list of chats and under it. */
export const sidebar = {
  empty: "Your chats will be listed here.",
  periods: { today: "Today", yesterday: "Yesterday", week: "Previous 7 days" },
  showMore: "Show more",
  brought: (chats: number) => `${countInWords(chats, "more chat")}.`,
  search: {
    label: "Search chats",
    clear: "Clear search",
    none: "Nothing like that is said in your chats as they are shown now.",
    found: (chats: number) => `${countInWords(chats, "chat")} found.`,
  },
  options: "Chat options",
  rename: {
    label: "Chat title",
    loses: "Enter saves the new title. Escape again keeps the old one.",
    done: (title: string) => `Chat renamed to “${title}”.`,
  },
  shared: {
    label: "This is a shared computer",
    /** `idle`: seconds without activity. */
    consequence: (idle: number) =>
      `Everything is erased when you press “I am done”, after ${durationInWords(idle)} without activity, and an hour after the window was closed.`,
  },
  theme: { legend: "Theme", system: "Like the device", light: "Light", dark: "Dark" },
}
