import "server-only"
import { durationInWords } from "@/lib/words/page"
import type { Export, ExportedChat, ExportedSession } from "./export"
import type { ExportedMessage } from "./export-messages"

/** What the page of `htmlOf` may do: be read. Nothing is loaded, nothing runs. */
export const READ_ONLY = "default-src 'none'; style-src 'unsafe-inline'"

/** An export as one page that needs nothing beside it, in pieces of one page of messages at most. */
export async function* htmlOf({ session, chats }: Export, title: string): AsyncGenerator<string> {
  yield head(title)
  yield session ? aboutSession(session) : "<p>Nothing is stored.</p>\n"
  for await (const chat of chats) {
    yield aboutChat(chat)
    for await (const page of chat.messages) yield page.map(article).join("")
    yield "</section>\n"
  }
  yield "</main>\n</body>\n</html>\n"
}

function head(title: string): string {
  const heading = `Your data from ${escapeHtml(title)}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${READ_ONLY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1 dir="auto">${heading}</h1>
`
}

const STYLE = `
:root { color-scheme: light dark; font: 1.0625rem/1.6 ui-sans-serif, system-ui, sans-serif }
main { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1, h2 { font-family: ui-serif, Georgia, serif; font-weight: normal; line-height: 1.25; text-wrap: balance }
section { margin-top: 3rem; border-top: 1px solid #8886; padding-top: 1rem }
article { margin-top: 1.5rem }
h3, p.about { margin: 0; font-size: 0.875rem; font-weight: normal; opacity: 0.8 }
h3 b { font-weight: 600 }
div { white-space: pre-wrap; overflow-wrap: anywhere }
`

function aboutSession({ createdAt, lastActiveAt, expiresAt, retention }: ExportedSession): string {
  const own = retention === null ? "" : ` You chose to keep it for ${durationInWords(retention)} only.`
  return `<p>Begun ${time(createdAt)}, last active ${time(lastActiveAt)}. Kept until ${time(expiresAt)}.${own}</p>\n`
}

function aboutChat({ title, temporary, createdAt, keptUntil }: ExportedChat): string {
  const kind = temporary ? "Temporary chat, begun" : "Begun"
  return `<section>
<h2 dir="auto">${escapeHtml(title ?? "Unreadable title")}</h2>
<p class="about">${kind} ${time(createdAt)}, kept until ${time(keptUntil)}.</p>
`
}

const ENDINGS: Record<ExportedMessage["status"], string> = {
  running: "still being written",
  complete: "",
  stopped: "stopped",
  interrupted: "interrupted",
  failed: "failed",
}

function article(message: ExportedMessage): string {
  const { role, status, failure, text, tokens, model, createdAt, feedback } = message
  const author = role === "user" ? "You" : "Assistant"
  const details = [ENDINGS[status], failure ?? "", model ?? "", `${tokens} tokens`].filter(Boolean)
  return `<article>
<h3><b>${author}</b>, ${time(createdAt)} (${escapeHtml(details.join(", "))})</h3>
<div dir="auto">${escapeHtml(text ?? "Unreadable message")}</div>
${feedback ? opinion(feedback) : ""}</article>
`
}

function opinion({ rating, shared, comment, ratedAt }: NonNullable<ExportedMessage["feedback"]>): string {
  const reader = shared ? "Shared with the operator." : "Not shared."
  const words =
    comment === undefined ? "" : `<div dir="auto">${escapeHtml(comment ?? "Unreadable comment")}</div>\n`
  return `<p class="about">You rated this a ${rating} answer, ${time(ratedAt)}. ${reader}</p>\n${words}`
}

function time(iso: string): string {
  return `<time datetime="${iso}">${WHEN.format(new Date(iso))} UTC</time>`
}

const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })

const ESCAPED: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPED[character] ?? "")
}
