import "server-only"

const LARGEST = 127

/** A vector in one signed byte a dimension: only where it points counts, and a quarter of the memory is enough for that. */
export function toBytes(vector: number[]): Int8Array {
  const largest = Math.max(...vector.map(Math.abs))
  return Int8Array.from(vector, (number) => Math.round((number / largest) * LARGEST))
}

/** Bytes as they stand in the database, as numbers again. */
export function fromBytes(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The cosine of the angle between two vectors of the same length, −1 to 1. */
export function cosine(a: Int8Array, b: Int8Array): number {
  let product = 0
  let ofA = 0
  let ofB = 0
  for (let at = 0; at < a.length; at++) {
    const x = a[at] as number
    const y = b[at] as number
    product += x * y
    ofA += x * x
    ofB += y * y
  }
  return product / (Math.sqrt(ofA * ofB) || 1)
}
