import { page } from "./page"

const { countInWords } = page

/** What is said on a shared computer. */
export const kiosk = {
  shared: "Shared computer",
  done: "I am done",
  /** `at` what time of day, where it is known. */
  erased: (at: string | undefined) => `Everything on this computer was erased${at ? ` at ${at}` : ""}.`,
  countdown: {
    question: "Are you still there?",
    consequence: (seconds: number) =>
      `In ${countInWords(seconds, "second")} everything written here will be erased.`,
    /** Read out. */
    left: (seconds: number) => `${countInWords(seconds, "second")} left`,
    stay: "I am still here",
  },
  erasing: {
    heading: "Erasing what was written here",
    done: "You are done, so what was written here goes away. This takes a moment.",
    away: "Nobody was here for a while, so what was written here goes away. This takes a moment.",
    failed:
      "It could not be erased yet. Nothing of it is shown any more, and this page keeps trying: please leave it open and check the connection.",
  },
}
