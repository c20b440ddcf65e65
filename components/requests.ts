"use client"
import { useSyncExternalStore } from "react"
import { isLineLost, lineFailed, lineHolds, onTryNow, pauseBefore } from "./line"

/*
 * Every request of the page passes here, those of the router and of actions too, which have no other place to be watched
 * at. Each must be answered within its time, as a dead line says nothing at all; each tells the line how it fared; and
 * the pages one goes to are asked for until they come: the router itself would give the whole page up for the browser's
 * "no connection".
 */

/** Milliseconds within which an action is done, a page is there, and the answer to any other request begins. */
const LIMITS = { action: 15_000, page: 10_000, other: 5000 }

/** A request unanswered for this long (ms) speaks against the line. */
const LATE = 4000

/** What a proxy says when the app behind it is not there. */
const AWAY = new Set([502, 503, 504])

let waiting = 0
const watchers = new Set<() => void>()

/** Whether something one wants to open waits for the line: a page, or a part of this one that was not needed before. */
export function useOpeningWaits(): boolean {
  return useSyncExternalStore(
    watch,
    () => waiting > 0,
    () => false,
  )
}

/**
 * Loads a part of the page, again and again while there is no line: React would give the whole page up. Throws when the
 * line holds and the part is not there, as after a new deployment.
 */
export async function loadUntilThere<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await load()
    } catch (error) {
      if ((await isReached()) && tries > 1) throw error
      await waitForLine(tries)
    }
  }
}

let wanted = 0

/**
 * Opens an address as a whole new page as soon as the server is reached. What was asked for last counts; and a visitor
 * who has gone elsewhere meanwhile stays there.
 */
export async function openWhenReached(href: string): Promise<void> {
  const mine = ++wanted
  const from = window.location.href
  const isWanted = () => mine === wanted && window.location.href === from
  for (let tries = 1; isWanted() && !(await isReached()); tries++) await waitForLine(tries)
  if (isWanted()) window.location.assign(href)
}

/** What waits to be opened is not wanted any more. */
export function forgetOpening(): void {
  wanted++
}

type Fetch = typeof fetch

function watched(fetch: Fetch): Fetch {
  return async (input, init) => {
    const kind = kindOf(new Headers(init?.headers))
    if (kind !== "page") return once(fetch, kind, input, init)
    forgetOpening()
    return untilThere(() => once(fetch, kind, input, init), init?.signal)
  }
}

function kindOf(headers: Headers): keyof typeof LIMITS {
  if (headers.has("next-action")) return "action"
  return headers.has("rsc") ? "page" : "other"
}

async function untilThere(
  attempt: () => Promise<Response>,
  signal: AbortSignal | null | undefined,
): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await attempt().catch((error) => {
      if (signal?.aborted) throw error
    })
    if (response && !AWAY.has(response.status)) return response
    await waitForLine(tries)
  }
}

function isReached(): Promise<boolean> {
  return fetch("/icon.svg", { method: "HEAD", cache: "no-store" }).then(
    ({ status }) => !AWAY.has(status),
    () => false,
  )
}

async function waitForLine(tries: number): Promise<void> {
  count(+1)
  await pauseBefore(tries)
  count(-1)
}

/** One request, given up when it takes too long, or when the line is lost and there is reason to hope for a better one. */
async function once(fetch: Fetch, kind: keyof typeof LIMITS, input: RequestInfo | URL, init?: RequestInit) {
  const began = Date.now()
  const controller = new AbortController()
  const leave = () => controller.abort(init?.signal?.reason)
  if (init?.signal?.aborted) leave()
  init?.signal?.addEventListener("abort", leave)
  const giveUp = () => controller.abort(new Error("No answer came in time."))
  const limit = setTimeout(giveUp, LIMITS[kind])
  const late = setTimeout(() => lineFailed(began), LATE)
  const hurry = onTryNow(() => isLineLost() && Date.now() - began > LATE && giveUp())
  try {
    const response = await fetch(input, { ...init, signal: controller.signal })
    // One that breaks off in the middle, be it of a page or of an action, which brings its page along, would take the page
    // at hand with it: it is given out whole, or not at all.
    if (kind !== "other") await response.clone().arrayBuffer()
    if (AWAY.has(response.status)) lineFailed()
    else lineHolds()
    return response
  } catch (error) {
    if (!init?.signal?.aborted) lineFailed(began)
    throw error
  } finally {
    clearTimeout(limit)
    clearTimeout(late)
    hurry()
  }
}

function count(change: number): void {
  waiting += change
  for (const tell of watchers) tell()
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}

if (typeof window !== "undefined") window.fetch = watched(window.fetch)
