/** What is answered to programs, and to browsers before there is a page. Says what to do next. */
export const http = {
  unreadable_address: "This address cannot be read: it was cut off or mistyped. The start page is at /",
  no_method: "This cannot be done here.",
  no_page: "There is no such page. The start page is at /",
  unreadable_call: "This call cannot be read. Reload the page and try again.",
  unreadable_request: "This request cannot be read. Reload the page and try again.",
  large_request: "This request is too large. Send less.",
  too_large: ({ bytes }: { bytes: number }) => `This request is larger than ${bytes} bytes. Send less.`,
  too_many_places: ({ most }: { most: number }) =>
    `This chat is open in more than ${most} places. Close some of them, then reload.`,
  downloading: "Your data is being downloaded already. Wait until that has ended, then try again.",
  export_formats: "There are two formats: leave out `format` for JSON, or ask for `?format=html`.",
  bearer: ({ setting, shown }: { setting: string; shown: string }) =>
    `Send the header Authorization: Bearer ${shown}, with the value of ${setting} from the settings of this site.`,
  unavailable: "The database does not answer at the moment. Try again in a moment.",
  sign_in:
    "Sign in on the operator's page, or send the header Authorization: Bearer TOKEN with the value of METRICS_TOKEN.",
  tables: ({ names }: { names: readonly string[] }) =>
    `Leave out format for JSON, or ask for format=csv and one table: ${names.join(", ")}.`,
  hours: "Hours are kept apart for range=24h only. Ask for that, or for table=days.",
}
