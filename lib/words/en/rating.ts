/** What is said around the rating of an answer. */
export const rating = {
  good: "Good answer",
  poor: "Poor answer",
  rated: "Rated.",
  takenBack: "Rating taken back.",
  tell: "Send to the operator",
  comment: "Comment",
  commentLabel: "Comment (optional)",
  unreadableComment: "Your comment cannot be read any more.",
  close: "Close",
  steps: {
    send: { name: "Send", doing: "Sending …", done: "Sent to the operator." },
    save: { name: "Save", doing: "Saving …", done: "Saved." },
    remove: { name: "Delete comment", doing: "Deleting …", done: "Comment deleted." },
  },
  /** Who reads what, and until when. `operator`: empty when no name is given. */
  consequence: ({ operator, isShared }: { operator: string; isShared: boolean }) =>
    `${isShared ? operator || "The operator" : `Once you send it, ${operator || "the operator"}`} can read this answer, its question and the comment until you stop sharing or this chat is gone. Nothing else you wrote is shown, nor who you are.`,
  shared: "Shared with the operator",
  notShared: "Not shared: only you can read your comment.",
  stopSharing: "Stop sharing",
  stoppedSharing: "Not shared any more.",
}
