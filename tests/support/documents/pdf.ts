/** A line of print: its size, how far from the left, how far up, and its words. */
type Line = [size: number, x: number, y: number, text: string]

/** A small PDF with these pages; `extra`: what stands in its trailer besides. */
export function pdfOf(pages: Line[][], { info = "", extra = "" } = {}): Buffer {
  const streams = pages.map((lines) =>
    lines
      .map(([size, x, y, text]) => `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${escaped(text)}) Tj ET`)
      .join("\n"),
  )
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${5 + 2 * index} 0 R`).join(" ")}] >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    `<< ${info} >>`,
    ...streams.flatMap((stream, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + 2 * index} 0 R >>`,
      `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    ]),
  ]
  return Buffer.from(written(objects, extra), "latin1")
}

/** Locked with a password that is not the empty one. */
export function lockedPdf(): Buffer {
  const key = "ab".repeat(32)
  const lock = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${key}> /U <${key}> >> /ID [<00> <00>]`
  return pdfOf([[[12, 72, 700, "Only for those who know."]]], { extra: lock })
}

function written(objects: string[], extra: string): string {
  let file = "%PDF-1.4\n"
  const places = objects.map((object, index) => {
    const at = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, "0")} 00000 n \n`
  })
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}`
  return `${file}${table}trailer\n<< /Size ${size} /Root 1 0 R /Info 4 0 R ${extra} >>\nstartxref\n${file.length}\n%%EOF\n`
}

function escaped(text: string): string {
  return text.replace(/[()\\]/g, "\\$&")
}
