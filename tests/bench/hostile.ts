import type { KeyObject } from "node:crypto"
import { createKey, seal } from "@/lib/server/crypto/seal"
import { textRefusal } from "@/lib/server/messages/validate"
import { countTokens } from "@/lib/server/model/tokens"
import { titleFrom } from "@/lib/text"
import { hostileTexts } from "./markdown.texts"

const data = { table: "messages", column: "body", session: "s", row: "m", role: "user" }

export type HostileResult = { text: string; ms: number }

/** The longest the server is held up by accepting one message of 32 kB: measured, counted, named and sealed. */
export function benchHostile(): HostileResult {
  const key = createKey()
  const texts = { ...hostileTexts, "one word": "a".repeat(32_768), "one emoji run": "👨‍👩‍👧".repeat(1_800) }
  const times = Object.entries(texts).map(([name, text]) => ({
    text: name,
    ms: fastestOf(5, () => accept(key, text)),
  }))
  return times.reduce((worst, time) => (time.ms > worst.ms ? time : worst))
}

function accept(key: KeyObject, text: string): void {
  textRefusal(text)
  countTokens(text)
  titleFrom(text)
  seal(key, data, text)
}

function fastestOf(times: number, work: () => void): number {
  let fastest = Number.POSITIVE_INFINITY
  for (let time = 0; time < times; time++) {
    const began = performance.now()
    work()
    fastest = Math.min(fastest, performance.now() - began)
  }
  return fastest
}
