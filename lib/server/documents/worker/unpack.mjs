import { fromBufferPromise } from "yauzl"
import { Failure } from "./failure.mjs"

const MOST_ENTRIES = 5_000
/** Bytes of all that is packed in a file together. */
const LARGEST_UNPACKED = 100 * 2 ** 20

/**
 * Unpacks a zip once, only to count: what is written in it about the sizes may be a lie.
 * @param {Buffer} content
 * @returns {Promise<{ names: Set<string>, core: string }>} the names in it, and what a document of Word says about itself
 * @throws {Failure} when it is more than is read
 */
export async function unpack(content) {
  const zip = await fromBufferPromise(content, { validateEntrySizes: false })
  if (zip.entryCount > MOST_ENTRIES) throw new Failure("unpacks_too_large")
  const found = { names: new Set(), core: "" }
  let bytes = 0
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw new Failure("password")
    if (found.names.add(entry.fileName).size > MOST_ENTRIES) throw new Failure("unpacks_too_large")
    const isCore = entry.fileName === "docProps/core.xml"
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      bytes += piece.length
      if (bytes > LARGEST_UNPACKED) throw new Failure("unpacks_too_large")
      if (isCore) found.core += piece.toString("utf8")
    }
  }
  return found
}
