/** What is said where a page could not be shown, or not all of it came. */
export const failed = {
  heading: "This page could not be shown",
  text: "Something went wrong on our side. What you wrote before is kept. Try again in a moment.",
  again: "Try again",
  incomplete: "This page did not arrive completely, so it may not work. <reload>Reload</reload>",
}
