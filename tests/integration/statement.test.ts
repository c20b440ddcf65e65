import { sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { settings } from "@/drizzle/schema/settings"
import { batchStatement } from "@/lib/server/db/batch-statement"
import { query } from "@/lib/server/db/client"
import { into, picked, statement } from "@/lib/server/db/statement"

// One connection, which knows every statement that was prepared.
process.env.DATABASE_POOL_SIZE = "1"

const HOSTILE = `it's {"a", \\'b'} $1 %s ünïcode 💬 null`

test("A value that is named twice is one parameter, and what else stands in the template is text of the statement", async () => {
  const run = statement<{ text: string; number: number }, { sentence: string }>(
    (value) => sql`
      select ${value.text}::text || ${HOSTILE} || ${value.text}::text || ${-1} || ${value.number}::int as sentence`,
  )
  expect(await run({ text: "a", number: 2 })).toEqual([{ sentence: `a${HOSTILE}a-12` }])
  expect(await run({ text: HOSTILE, number: 3 })).toEqual([{ sentence: `${HOSTILE}${HOSTILE}${HOSTILE}-13` }])
  const prepared = await query(
    ({ sql }) => sql<{ types: string }[]>`
      select parameter_types::text as types from pg_prepared_statements where statement like '%as sentence'`,
  )
  expect(prepared).toEqual([{ types: "{text,integer}" }])
})

test("What cannot be written into a statement is refused when it is compiled", async () => {
  const run = statement(() => sql`select ${new Date()}`)
  expect(() => run({})).toThrow("only numbers, texts and placeholders can stand in a statement")
})

test("A row is written by the names of the schema, and read under them", async () => {
  const store = statement<{ name: string; value: string }, object>(
    (value) => sql`
      insert into ${into(settings, "name", "value")} values (${value.name}, ${value.value}::jsonb)
      returning ${picked(settings, "name", "value")}`,
  )
  expect(await store({ name: "words", value: '["a"]' })).toEqual([{ name: "words", value: ["a"] }])
})

test("One item and many give the same rows, whatever stands in their words and bytes", async () => {
  const read = batchStatement<"id" | "words" | "bytes" | "number", object>(
    { id: "text", words: "words", bytes: "bytea", number: "int" },
    () => sql`counted as (select count(*) from given) select id, words, bytes, number from given order by id`,
  )
  const hex = (text: string) => Buffer.from(text).toString("hex")
  const items = [
    { id: "a", words: hex(HOSTILE), bytes: hex(HOSTILE), number: 1 },
    { id: "b", words: hex(""), bytes: null, number: null },
  ]
  const rows = [
    { id: "a", words: HOSTILE, bytes: Buffer.from(HOSTILE), number: 1 },
    { id: "b", words: "", bytes: null, number: null },
  ]
  expect(await read(items)).toEqual(rows)
  expect([...(await read(items.slice(0, 1))), ...(await read(items.slice(1)))]).toEqual(rows)
})
