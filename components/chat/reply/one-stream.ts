import { v7 as uuidv7 } from "uuid"
import { listen, tell } from "../../tabs"

/*
 * One stream for all tabs of a browser: over HTTP/1.1 they share six connections, and each stream takes one for as long
 * as an answer is written. The tab that last began to follow one, came to the front or was used has it; the others look
 * now and then.
 */

/** Milliseconds: how often its holder says that it still is one, and after how long without a word it is taken for gone. */
const SIGN_OF_LIFE = 2000
const GONE_AFTER = 5000

/** When several tabs see at once that no tab has it, the newest claim is known to all of them after so long (ms). */
const SETTLING = 150

type Claim = { at: number; tab: string }

const tab = uuidv7()
let newest: Claim | undefined
let heardAt = 0
let settled = true
/** What follows a reply in this tab, and hears when the stream is given to this tab or taken from it. */
const followers = new Set<() => void>()

/** Takes part in sharing the stream, with a claim to it; call the result when nothing is followed any more. `onChange`: `holdsStream` may have changed. */
export function shareStream(onChange: () => void): () => void {
  if (followers.size === 0) begin()
  followers.add(onChange)
  if (isVisible()) claim()
  return () => {
    followers.delete(onChange)
    if (followers.size === 0) end()
  }
}

/** Whether the stream is this tab's. */
export function holdsStream(): boolean {
  return newest?.tab === tab && settled
}

/** Asks for the stream if no tab seems to have it; a tab that looks now and then asks each time. */
export function takeVacantStream(): void {
  if (isVisible() && newest?.tab !== tab && Date.now() - heardAt > GONE_AFTER) claim(SETTLING)
}

export function isVisible(): boolean {
  return document.visibilityState === "visible"
}

function claim(settling = 0): void {
  // Later than any before, whatever the clock says.
  newest = { at: Math.max(Date.now(), (newest?.at ?? 0) + 1), tab }
  const mine = newest
  tell({ type: "stream-taken", ...mine })
  settled = false
  const settle = () => {
    if (newest !== mine) return
    settled = true
    change()
  }
  if (settling > 0) setTimeout(settle, settling)
  else settle()
}

function leave(): void {
  if (newest?.tab !== tab) return
  newest = undefined
  tell({ type: "stream-left", tab })
  change()
}

function hear(claimed: Claim): void {
  heardAt = Date.now()
  if (newest && isNewer(newest, claimed)) {
    if (newest.tab === tab) tell({ type: "stream-taken", ...newest })
    return
  }
  const held = newest?.tab === tab
  newest = claimed
  if (held) change()
}

function isNewer(one: Claim, other: Claim): boolean {
  return one.at === other.at ? one.tab > other.tab : one.at > other.at
}

function change(): void {
  for (const tell of followers) tell()
}

function use(): void {
  if (!isVisible()) leave()
  else if (newest?.tab !== tab) claim()
}

let stop: (() => void) | undefined

function begin(): void {
  const deaf = listen((message) => {
    if (message.type === "stream-taken") hear(message)
    if (message.type !== "stream-left" || message.tab !== newest?.tab) return
    heardAt = 0
    takeVacantStream()
  })
  const signs = setInterval(
    () => newest?.tab === tab && tell({ type: "stream-taken", ...newest }),
    SIGN_OF_LIFE,
  )
  for (const event of USED) window.addEventListener(event, use)
  for (const event of LEFT) window.addEventListener(event, leave)
  document.addEventListener("visibilitychange", use)
  document.addEventListener("freeze", leave)
  stop = () => {
    deaf()
    clearInterval(signs)
    for (const event of USED) window.removeEventListener(event, use)
    for (const event of LEFT) window.removeEventListener(event, leave)
    document.removeEventListener("visibilitychange", use)
    document.removeEventListener("freeze", leave)
  }
}

function end(): void {
  leave()
  stop?.()
}

const USED = ["focus", "pointerdown", "keydown", "pageshow"] as const
const LEFT = ["pagehide"] as const
