import { v7 as uuidv7 } from "uuid"
import { browserStore } from "../../storage"

const NAME = "alcove:first-message"

/** Milliseconds: a tab that was closed in the middle stands in the way no longer; and how long a note takes to be seen. */
const LONGEST = 15_000
const SETTLING = 60

/**
 * Sends the first message of a chat when no other tab is sending one: the first makes the visitor, and two at the same
 * moment would make two, of which the browser keeps one.
 */
export async function oneTabAtATime<T>(send: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(NAME, send)
  return byNote(send)
}

/** On plain HTTP a browser has no locks: a note for the other tabs, read again once each of them can have written its own. */
async function byNote<T>(send: () => Promise<T>): Promise<T> {
  const mine = uuidv7()
  for (let holder = readNote(); holder !== mine; holder = readNote()) {
    if (holder === undefined) browserStore.set(NAME, JSON.stringify({ tab: mine, at: Date.now() }))
    await new Promise((resolve) => setTimeout(resolve, SETTLING))
    // Nothing can be written down here: other parts of the page cannot either.
    if (holder === undefined && readNote() === undefined) break
  }
  try {
    return await send()
  } finally {
    browserStore.remove(NAME)
  }
}

/** The tab that is sending, if there is one. */
function readNote(): string | undefined {
  const note = browserStore.get(NAME, (text) => JSON.parse(text) as { tab: string; at: number })
  return note && Math.abs(Date.now() - note.at) < LONGEST ? note.tab : undefined
}
