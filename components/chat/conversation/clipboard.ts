/** What is copied: the words as they were written, and beside them, for programs that take it, how they look. */
type Copied = { text: string; html?: string }

/**
 * Puts words on the clipboard. Says whether it worked: a page on plain HTTP has no clipboard of its own, but may answer
 * the browser's copy command.
 */
export async function copy({ text, html }: Copied): Promise<boolean> {
  try {
    if (html && "write" in navigator.clipboard) await navigator.clipboard.write([itemOf(text, html)])
    else await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByCommand({ text, html })
  }
}

function itemOf(text: string, html: string): ClipboardItem {
  return new ClipboardItem({
    "text/plain": new Blob([text], { type: "text/plain" }),
    "text/html": new Blob([html], { type: "text/html" }),
  })
}

/** Some browsers copy only what is selected: a field out of sight is, for a moment, and the focus comes back. */
function copyByCommand({ text, html }: Copied): boolean {
  const field = document.createElement("textarea")
  const focused = document.activeElement
  const fill = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData("text/plain", text)
    if (html) event.clipboardData?.setData("text/html", html)
  }
  field.value = text
  field.className = "sr-only"
  // Beside what was pressed: a dialog keeps the focus inside.
  ;(focused?.parentElement ?? document.body).append(field)
  field.select()
  document.addEventListener("copy", fill, { capture: true, once: true })
  const copied = document.execCommand("copy")
  document.removeEventListener("copy", fill, { capture: true })
  field.remove()
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  return copied
}

/**
 * How a drawn answer looks, for another program: without buttons, names and places of this page; formulas as they were
 * written. `lines` come after it.
 */
export function htmlOf(drawn: Element, lines: string[] = []): string {
  const copied = drawn.cloneNode(true) as Element
  for (const bar of copied.querySelectorAll(".code-bar, button")) bar.remove()
  for (const formula of copied.querySelectorAll("[data-tex]"))
    formula.replaceWith(formula.getAttribute("data-tex") ?? "")
  for (const link of copied.querySelectorAll("a[href^='#']")) link.replaceWith(link.textContent)
  for (const element of copied.querySelectorAll("*"))
    for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name)
  for (const line of lines) copied.append(paragraphOf(line))
  return copied.innerHTML
}

function paragraphOf(line: string): Element {
  const paragraph = document.createElement("p")
  paragraph.textContent = line
  return paragraph
}

const KEPT = new Set(["href", "start", "dir", "type", "checked", "disabled"])
