import { crc32, deflateRawSync } from "node:zlib"

/** A file in a zip; `claimed`: the size that is written beside it instead of its own. */
type Packed = { name: string; content: string | Uint8Array; claimed?: number }

/** No bytes, deflated. */
const NOTHING = Buffer.from([3, 0])

/** A zip as programs write it, and as those write it who mean no good. */
export function zipOf(files: Packed[]): Buffer {
  let at = 0
  const entries = files.map((file) => {
    const content = Buffer.from(file.content)
    const packed = content.length > 0 ? deflateRawSync(content) : NOTHING
    const fields = fieldsOf(packed, crc32(content), file.claimed ?? content.length, file.name)
    const local = Buffer.concat([bytes([4, 0x04034b50], [2, 20]), fields, Buffer.from(file.name), packed])
    const central = Buffer.concat([
      bytes([4, 0x02014b50], [2, 20], [2, 20]),
      fields,
      bytes([2, 0], [2, 0], [2, 0], [4, 0], [4, at]),
      Buffer.from(file.name),
    ])
    at += local.length
    return { local, central }
  })
  const directory = Buffer.concat(entries.map(({ central }) => central))
  return Buffer.concat([
    ...entries.map(({ local }) => local),
    directory,
    ending(files.length, directory.length, at),
  ])
}

/** A document of Word with these paragraphs, written as its XML. */
export function docxOf(body: string, more: Packed[] = []): Buffer {
  const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
  const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
  const document = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`
  return zipOf([
    { name: "[Content_Types].xml", content: types },
    { name: "_rels/.rels", content: relations },
    { name: "word/document.xml", content: document },
    ...more,
  ])
}

/** A paragraph of Word; `style`: the id of a built-in one. */
export function paragraph(text: string, style = "Normal"): string {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`
}

/** What stands both before a file and in the list of all: deflated, no date, no extra field. */
function fieldsOf(packed: Buffer, check: number, size: number, name: string): Buffer {
  return bytes(
    [2, 0],
    [2, 8],
    [4, 0],
    [4, check],
    [4, packed.length],
    [4, size],
    [2, Buffer.byteLength(name)],
    [2, 0],
  )
}

/** Says where the list of all is; for more than 65,535 in a longer form before it. */
function ending(count: number, size: number, at: number): Buffer {
  const isLong = count > 0xfffe
  const short = isLong ? 0xffff : count
  const long = bytes(
    [4, 0x06064b50],
    [8, 44],
    [2, 45],
    [2, 45],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, size],
    [8, at],
  )
  const place = bytes([4, 0x07064b50], [4, 0], [8, at + size], [4, 1])
  const end = bytes([4, 0x06054b50], [2, 0], [2, 0], [2, short], [2, short], [4, size], [4, at], [2, 0])
  return Buffer.concat(isLong ? [long, place, end] : [end])
}

/** Numbers as a zip has them: how many bytes, and which number. */
function bytes(...numbers: [2 | 4 | 8, number][]): Buffer {
  return Buffer.concat(
    numbers.map(([length, number]) => {
      const part = Buffer.alloc(length)
      if (length === 8) part.writeBigUInt64LE(BigInt(number))
      else part.writeUIntLE(number, 0, length)
      return part
    }),
  )
}
