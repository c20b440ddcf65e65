import "server-only"
import { wordsOfSetting } from "@/lib/words/settings"
import type { AuditEntry } from "./audit"

/** Characters of a setting's value that are enough to recognise it. */
const SHOWN = 80

/** What six characters of a session's id are called everywhere. */
export function sessionInWords(id: string): string {
  return `Session ${id.slice(-6)}`
}

/** An entry of the audit log as a sentence: "Session 3fa2c1" "signed in". */
export function auditInWords(entry: AuditEntry): { who: string; what: string } {
  const { adminSessionId: session } = entry
  return { who: session ? sessionInWords(session) : "The server", what: whatHappened(entry) }
}

function whatHappened({ action, adminSessionId, name, before, after }: AuditEntry): string {
  switch (action) {
    case "signed_in":
      return "signed in."
    case "signed_out":
      return "signed out."
    case "session_ended":
      return `ended ${sessionInWords(String(before)).toLowerCase()}.`
    case "password_changed":
      return adminSessionId
        ? "changed the password. All sessions ended."
        : "took over another ADMIN_PASSWORD. All sessions ended."
    case "setting_changed":
      return settingChanged(name ?? "", before, after)
    case "cleanup_run":
      return isDryRun(after) ? "counted what is over." : "ran the cleanup."
  }
}

function settingChanged(name: string, before: unknown, after: unknown): string {
  const { logged = name, loggedNone } = wordsOfSetting(name) ?? {}
  if (typeof logged === "object") return after === null ? logged.unset : logged.set(shortened(after))
  return `changed ${logged} from ${inWords(before, loggedNone)} to ${inWords(after, loggedNone)}.`
}

function isDryRun(receipt: unknown): boolean {
  return typeof receipt === "object" && receipt !== null && "dryRun" in receipt && receipt.dryRun === true
}

/** A setting that is not set has its default. */
function inWords(value: unknown, none: string | undefined): string {
  if (value === null || value === undefined) return "the default"
  if (none && value === "none") return none
  return Array.isArray(value) && value.length === 0 ? "none" : shortened(value)
}

function shortened(value: unknown): string {
  const words = (Array.isArray(value) ? value.join(" · ") : String(value)).replaceAll(/\s+/g, " ")
  const characters = [...words]
  return characters.length > SHOWN ? `“${characters.slice(0, SHOWN).join("")}…”` : `“${words}”`
}
