import { customType, timestamp } from "drizzle-orm/pg-core"

/** Bytes. Columns of visitors' text hold what `lib/server/crypto/seal.ts` sealed, never plain text. */
export const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" })

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" })

/** Postgres' own index of a text: its lexemes and where they stand. */
export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" })
