import "server-only"
import { words } from "@/lib/words/words"
import type { Export, ExportedChat, ExportedSession } from "./export"
import type { ExportedMessage, ExportedSource } from "./export-messages"

const said = words.exported

/** What the page of `htmlOf` may do: be read. Nothing is loaded, nothing runs. */
export const READ_ONLY = "default-src 'none'; style-src 'unsafe-inline'"

/** An export as one page that needs nothing beside it, in pieces of one page of messages at most. */
export async function* htmlOf({ session, chats }: Export, title: string): AsyncGenerator<string> {
  yield head(title)
  yield session ? aboutSession(session) : `<p>${said.nothing}</p>\n`
  for await (const chat of chats) {
    yield aboutChat(chat)
    for await (const page of chat.messages) yield page.map(article).join("")
    yield "</section>\n"
  }
  yield "</main>\n</body>\n</html>\n"
}

function head(title: string): string {
  const heading = escapeHtml(said.heading(title))
  return `<!doctype html>
<html lang="${words.locale.language}">
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
h3, h4, p.about { margin: 0; font-size: 0.875rem; font-weight: normal; opacity: 0.8 }
h3 b { font-weight: 600 }
h4 { margin-top: 0.75rem }
dl { margin: 0.25rem 0 0; font-size: 0.9375rem }
dd { margin: 0.25rem 0 0.75rem; border-inline-start: 2px solid #8886; padding-inline-start: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere }
div { white-space: pre-wrap; overflow-wrap: anywhere }
`

function aboutSession({
  createdAt,
  lastActiveAt,
  expiresAt,
  retention,
  acrossChats,
  used,
}: ExportedSession): string {
  const times = { begun: time(createdAt), lastActive: time(lastActiveAt), keptUntil: time(expiresAt) }
  const own = retention === null ? "" : ` ${said.ownTime(retention)}`
  const across = acrossChats ? ` ${said.acrossChats}` : ""
  return `<p>${said.session(times)}${own}${across} ${said.used(used)}</p>\n`
}

function aboutChat({ title, temporary, createdAt, keptUntil, summaries }: ExportedChat): string {
  const times = { begun: time(createdAt), keptUntil: time(keptUntil), isTemporary: temporary }
  return `<section>
<h2 dir="auto">${escapeHtml(title ?? said.unreadable.title)}</h2>
<p class="about">${said.chat(times)}</p>
${summaries.map(summary).join("")}`
}

function summary({ text, createdAt }: ExportedChat["summaries"][number]): string {
  return `<article>
<h3><b>${said.summary}</b>, ${time(createdAt)}</h3>
<div dir="auto">${escapeHtml(text ?? said.unreadable.summary)}</div>
</article>
`
}

function article(message: ExportedMessage): string {
  const { role, status, failure, text, tokens, model, createdAt, feedback, sources, unanswered, isShown } =
    message
  const ending = unanswered ? said.unanswered : said.endings[status]
  const version = isShown ? "" : said.otherVersion
  const details = [version, ending, failure ?? "", model ?? "", said.tokens(tokens)].filter(Boolean)
  return `<article>
<h3><b>${said.authors[role]}</b>, ${time(createdAt)} (${escapeHtml(details.join(", "))})</h3>
<div dir="auto">${escapeHtml(text ?? said.unreadable.message)}</div>
${sources.length > 0 ? list(sources) : ""}${feedback ? opinion(feedback) : ""}</article>
`
}

function list(sources: ExportedSource[]): string {
  const items = sources.map(
    (source) =>
      `<dt dir="auto">${escapeHtml(said.source(source))}</dt>\n<dd dir="auto">${escapeHtml(source.text)}</dd>\n`,
  )
  return `<h4>${said.sources}</h4>\n<dl>\n${items.join("")}</dl>\n`
}

function opinion({ rating, shared, comment, ratedAt }: NonNullable<ExportedMessage["feedback"]>): string {
  const rated = said.rated({ rating, at: time(ratedAt), isShared: shared })
  const comments =
    comment === undefined ? "" : `<div dir="auto">${escapeHtml(comment ?? said.unreadable.comment)}</div>\n`
  return `<p class="about">${rated}</p>\n${comments}`
}

function time(iso: string): string {
  return `<time datetime="${iso}">${said.time(new Date(iso))}</time>`
}

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
