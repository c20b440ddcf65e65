import "server-only"
import { createHash } from "node:crypto"
import { sharedLifetime } from "@/lib/kept"
import type { PrivacyFacts, PrivacyLine, PrivacySection } from "@/lib/privacy"
import { words } from "@/lib/words/words"
import type { Env } from "../env"

/** The settings the notice speaks of. */
export type PrivacySettings = Pick<
  Env,
  | "OPERATOR_NAME"
  | "OPERATOR_CONTACT"
  | "RETENTION"
  | "TEMPORARY_RETENTION"
  | "KIOSK_IDLE"
  | "OPENAI_API_KEY"
  | "OPENAI_BASE_URL"
  | "CHAT_MODEL"
  | "EMBEDDING_MODEL"
>

/** `version` names the text: the same words, the same version. */
export type PrivacyNotice = { version: string; sections: PrivacySection[] }

/** What is stored, for how long, where it goes and how to erase it, as these settings have it. */
export function privacyNotice(settings: PrivacySettings): PrivacyNotice {
  const sections = words.privacy.notice(factsOf(settings))
  const hash = createHash("sha256").update(JSON.stringify(sections)).digest("hex")
  return { version: hash.slice(0, 8), sections }
}

/** The notice in one line, for a visitor who has not written yet. Only the browser knows whether the computer is a shared one. */
export function privacyLine(settings: PrivacySettings): PrivacyLine {
  return words.privacy.line(factsOf(settings))
}

function factsOf(settings: PrivacySettings): PrivacyFacts {
  return {
    operator: settings.OPERATOR_NAME,
    contact: settings.OPERATOR_CONTACT,
    model: settings.CHAT_MODEL,
    recipient: recipientOf(settings),
    isCompared: settings.EMBEDDING_MODEL !== "",
    isToldNotToKeep: !settings.OPENAI_BASE_URL,
    kept: settings.RETENTION,
    temporary: settings.TEMPORARY_RETENTION,
    keptShared: sharedLifetime(settings.RETENTION),
    idle: settings.KIOSK_IDLE,
  }
}

function recipientOf({ OPENAI_BASE_URL, OPENAI_API_KEY }: PrivacySettings): string | undefined {
  if (OPENAI_BASE_URL) return new URL(OPENAI_BASE_URL).host
  return OPENAI_API_KEY ? "api.openai.com" : undefined
}
