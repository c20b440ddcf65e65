/** The audit log: who, and what they did. `id`: what six characters of a session's id are. */
export const audit = {
  session: (id: string) => `Session ${id}`,
  server: "The server",
  signed_in: "signed in.",
  signed_out: "signed out.",
  session_ended: (id: string) => `ended session ${id}.`,
  password_changed: "changed the password. All sessions ended.",
  password_taken_over: "took over another ADMIN_PASSWORD. All sessions ended.",
  setting_changed: ({ setting, before, after }: { setting: string; before: string; after: string }) =>
    `changed ${setting} from ${before} to ${after}.`,
  cleanup_counted: "counted what is over.",
  cleanup_run: "ran the cleanup.",
  document_added: (name: string) => `added the document ${name}.`,
  document_replaced: (name: string) => `replaced the document ${name}.`,
  document_deleted: (name: string) => `deleted the document ${name}.`,
  sample_removed: "removed the sample documents.",
  default: "the default",
  none: "none",
  quoted: (text: string) => `“${text}”`,
}
