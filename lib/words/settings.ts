/** What is said of one setting of the operator. */
export type SettingWords = {
  /** The name of its field, and what it is for. */
  heading: string
  description: string
  /** Instead of `description` while no provider is configured. */
  withoutProvider?: string
  placeholder?: string
  /** While it is being saved, when a provider is asked first. */
  saving?: string
  /** The default, where there is none. */
  noDefault?: string
  /** That it was set, and at which moment, where that is known. */
  since: (moment: string | undefined) => string
  /** In the audit log: its name in "changed … from … to …", or the sentences of setting it and of taking it back. */
  logged: string | { set: (value: string) => string; unset: string }
  /** In the audit log: the value "none". */
  loggedNone?: string
}
