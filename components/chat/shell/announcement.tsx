"use client"
import { useLayoutEffect, useState, useSyncExternalStore } from "react"

type Said = { number: number; sentence: string; at: number }

let said: Said[] = []
let number = 0
/** The regions on the page, the one in reach last: what is beside an open dialog is not read out. */
let regions: object[] = []
const listeners = new Set<() => void>()

/** Long enough to be read out; a screen reader is not to come upon it later as if it were a part of the page. */
const SHOWN = 7000
/** A region that goes away this soon after something was said in it has cut it off. */
const CUT_OFF = 1000

/** Has a screen reader say a sentence when it has finished what it says now. Nothing is shown. */
export function say(sentence: string): void {
  const entry = { number: number++, sentence, at: performance.now() }
  show([...said, entry])
  setTimeout(() => show(said.filter((other) => other !== entry)), SHOWN)
}

/** Where `say` says it: there from the beginning, because a region that comes with its words is often not read. */
export function Announcement() {
  const [region] = useState(() => ({}))
  const shown = useSyncExternalStore(subscribe, () => (regions.at(-1) === region ? said : NOTHING), noneYet)
  useLayoutEffect(() => {
    move([...regions, region])
    return () => move(regions.filter((other) => other !== region))
  }, [region])
  return (
    // Only what is added is read, not all of it anew.
    <div role="status" aria-live="polite" aria-atomic="false" className="sr-only">
      {shown.map(({ number, sentence }) => (
        <p key={number}>{sentence}</p>
      ))}
    </div>
  )
}

const NOTHING: Said[] = []

function noneYet(): Said[] {
  return NOTHING
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function show(next: Said[]): void {
  said = next
  for (const listener of listeners) listener()
}

function move(next: object[]): void {
  regions = next
  show(said.filter(({ at }) => performance.now() - at < CUT_OFF))
}
