/** What can be done with a chat, and what is asked before it is deleted. */
export const chatMenu = {
  rename: "Rename",
  remove: "Delete",
  removal: {
    title: "Delete this chat?",
    description: (title: string) => `“${title}” and all its messages will be gone for good.`,
    action: "Delete",
    busy: "Deleting …",
    done: (title: string) => `Chat “${title}” deleted.`,
  },
}
