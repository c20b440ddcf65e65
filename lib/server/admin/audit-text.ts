import "server-only"
import type { SettingWords } from "@/lib/words/settings"
import { words } from "@/lib/words/words"
import type { AuditEntry } from "./audit"

const said = words.audit

/** Characters of a setting's value that are enough to recognise it. */
const SHOWN = 80

/** What six characters of a session's id are called everywhere. */
export function sessionInWords(id: string): string {
  return said.session(shortId(id))
}

/** An entry of the audit log as a sentence: "Session 3fa2c1" "signed in". */
export function auditInWords(entry: AuditEntry): { who: string; what: string } {
  const { adminSessionId: session } = entry
  return { who: session ? sessionInWords(session) : said.server, what: whatHappened(entry) }
}

function shortId(id: string): string {
  return id.slice(-6)
}

function whatHappened({ action, adminSessionId, name, before, after }: AuditEntry): string {
  switch (action) {
    case "session_ended":
      return said.session_ended(shortId(String(before)))
    case "password_changed":
      return adminSessionId ? said.password_changed : said.password_taken_over
    case "setting_changed":
      return settingChanged(name ?? "", before, after)
    case "cleanup_run":
      return isDryRun(after) ? said.cleanup_counted : said.cleanup_run
    case "document_deleted":
      return said.document_deleted(shortened(before))
    case "document_added":
    case "document_replaced":
      return said[action](shortened(after))
    default:
      return said[action]
  }
}

/** A setting of another version has no words: it is called by its name. */
function settingChanged(name: string, before: unknown, after: unknown): string {
  const settings: Record<string, SettingWords> = words.settings
  const { logged = name, loggedNone } = Object.hasOwn(settings, name) ? (settings[name] ?? {}) : {}
  if (typeof logged === "object") return after === null ? logged.unset : logged.set(shortened(after))
  return said.setting_changed({
    setting: logged,
    before: inWords(before, loggedNone),
    after: inWords(after, loggedNone),
  })
}

function isDryRun(receipt: unknown): boolean {
  return typeof receipt === "object" && receipt !== null && "dryRun" in receipt && receipt.dryRun === true
}

/** A setting that is not set has its default. */
function inWords(value: unknown, none: string | undefined): string {
  if (value === null || value === undefined) return said.default
  if (none && value === "none") return none
  return Array.isArray(value) && value.length === 0 ? said.none : shortened(value)
}

function shortened(value: unknown): string {
  const text = (Array.isArray(value) ? value.join(" · ") : String(value)).replaceAll(/\s+/g, " ")
  const characters = [...text]
  return characters.length > SHOWN
    ? said.quoted(`${characters.slice(0, SHOWN).join("")}…`)
    : said.quoted(text)
}
