import "server-only"
import { type SQL, type SQLWrapper, sql } from "drizzle-orm"
import { arrayLiteral } from "./batch"
import { type Placeholders, type Run, statement } from "./statement"

/** The type of a value of an item. `bytea` and `words` travel in hex: anything may stand in them. */
type Type = "uuid" | "int" | "bigint" | "bool" | "text" | "bytea" | "words"

/** An item as it is sent. */
type Item<Name extends string> = Record<Name, string | number | boolean | null>

/**
 * Waits for a row that somebody else holds no longer than this: the others do not wait with it. Set for this statement alone,
 * before it reads its items.
 */
const PATIENCE = sql`patience as materialized (select set_config('lock_timeout', '200ms', true))`

/**
 * A statement for one item or for many at once. `build` reads the items as the rows of `given`, whose columns are those
 * of `types`; `isOne`: there is only one. One item is sent as plain values, many as arrays.
 */
export function batchStatement<Name extends string, Result extends object>(
  types: Record<Name, Type>,
  build: (isOne: boolean) => SQL,
): Run<Item<Name>[], Result> {
  const columns = Object.entries(types) as [Name, Type][]
  const one = statement<Item<Name>, Result>(
    (value) => sql`with ${PATIENCE}, given as (${row(columns, value)}), ${build(true)}`,
  )
  const many = statement<Item<Name>, Result>(
    (value) => sql`with ${PATIENCE}, given as (${rows(columns, value)}), ${build(false)}`,
  )
  return (items, patience) => {
    if (items.length === 1) return one(items[0] as Item<Name>, patience)
    const arrays = columns.map(([name]) => [name, arrayLiteral(items.map((item) => item[name]))])
    return many(Object.fromEntries(arrays), patience)
  }
}

function row<Name extends string>(columns: [Name, Type][], value: Placeholders<Item<Name>>): SQL {
  return sql`select ${each(columns, ([name, type]) => read(sql`${value[name]}::${sent(type)}`, name, type))} from patience`
}

function rows<Name extends string>(columns: [Name, Type][], value: Placeholders<Item<Name>>): SQL {
  return sql`
    select ${each(columns, ([name, type]) => read(sql.identifier(name), name, type))}
    from patience, unnest(${each(columns, ([name, type]) => sql`${value[name]}::${sent(type)}[]`)})
    as items (${each(columns, ([name]) => sql.identifier(name))})`
}

function sent(type: Type): SQL {
  return sql.raw(type === "bytea" || type === "words" ? "text" : type)
}

function read(value: SQLWrapper, name: string, type: Type): SQL {
  const bytes = sql`decode(${value}, 'hex')`
  const typed = type === "bytea" ? bytes : type === "words" ? sql`convert_from(${bytes}, 'utf8')` : value
  return sql`${typed} as ${sql.identifier(name)}`
}

function each<Column>(columns: Column[], write: (column: Column) => SQLWrapper): SQL {
  return sql.join(columns.map(write), sql`, `)
}
