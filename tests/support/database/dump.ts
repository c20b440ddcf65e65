import type postgres from "postgres"
import { listTables } from "./database"

/** Every row of every table as text; bytes as hex and, beside it, read as UTF-8 and as Latin-1. */
export async function dump(sql: postgres.Sql): Promise<string> {
  const rows: string[] = []
  for (const table of await listTables(sql)) {
    const found = await sql<{ row: string }[]>`select t::text as row from ${sql(table)} t`
    for (const { row } of found) rows.push(`${table} ${row}`, ...readings(row))
  }
  return rows.join("\n")
}

function readings(row: string): string[] {
  return [...row.matchAll(/\\x([0-9a-f]{2,})/g)].flatMap(([, hex = ""]) => {
    const bytes = Buffer.from(hex, "hex")
    return [bytes.toString("utf8"), bytes.toString("latin1")]
  })
}

/**
 * Those pieces of the sentences that can be read somewhere in the dump. Looked for in pieces, because an answer may
 * have been kept only in part.
 */
export function readable(sentences: Iterable<string>, dumped: string): string[] {
  const found = (piece: string) => dumped.includes(piece) || dumped.includes(hexOf(piece))
  return [...new Set([...sentences].flatMap(piecesOf))].filter(found)
}

/** Long enough not to be found by chance, short enough to be whole in what is left of a broken sentence. */
const PIECE = 12

function piecesOf(sentence: string): string[] {
  const count = Math.floor(sentence.length / PIECE)
  return Array.from({ length: count }, (_, index) => sentence.slice(index * PIECE, (index + 1) * PIECE))
}

function hexOf(sentence: string): string {
  return Buffer.from(sentence, "utf8").toString("hex")
}
