import "server-only"
import {
  type AnyColumn,
  type Column,
  is,
  Placeholder,
  type SQL,
  type SQLWrapper,
  sql,
  type Table,
} from "drizzle-orm"
import { PgDialect, type PgTable } from "drizzle-orm/pg-core"
import { type Patience, query } from "./client"

/** What a placeholder can stand for; arrays go as `arrayLiteral` writes them. */
export type Value = string | number | boolean | Date | Uint8Array | null

/** A row of a table, or some of its columns: `Row<typeof messages, "id" | "body">`. */
export type Row<T extends Table, Name extends keyof T["$inferSelect"] = keyof T["$inferSelect"]> = Pick<
  T["$inferSelect"],
  Name
>

/** A table or an alias of it, for conditions that hold for both. */
export type Columns<T extends Table> = Record<keyof T["$inferSelect"], SQLWrapper>

/** A placeholder for each value of a statement. */
export type Placeholders<Values> = { [Name in keyof Values & string]: Placeholder<Name> }

/** Runs a statement with these values, as `query` does. */
export type Run<Values, Result> = (values: Values, patience?: Patience) => Promise<Result[]>

/**
 * A statement that decides several things at once, written with the schema's tables and columns. It is compiled when it
 * first runs and prepared on each connection; a value that is named twice is sent once. `build` is given a placeholder for
 * each value; any other number or text in the template (a setting of this process, say) becomes part of the statement.
 */
export function statement<Values extends Record<string, Value>, Result extends object>(
  build: (value: Placeholders<Values>) => SQL,
): Run<Values, Result> {
  let compiled: Compiled | undefined
  return (values, patience) => {
    compiled ??= compile(build(placeholders as Placeholders<Values>))
    const { text, names } = compiled
    const sent = names.map((name) => values[name] as never)
    return query(({ sql }) => sql.unsafe<Result[]>(text, sent, { prepare: true }), patience)
  }
}

/** A statement that has exactly one row, whatever it finds: a count, say. */
export function rowStatement<Values extends Record<string, Value>, Result extends object>(
  build: (value: Placeholders<Values>) => SQL,
): (values: Values, patience?: Patience) => Promise<Result> {
  const run = statement<Values, Result>(build)
  return async (values, patience) => (await run(values, patience))[0] as Result
}

const placeholders = new Proxy({}, { get: (_, name) => sql.placeholder(String(name)) })

type Compiled = { text: string; names: string[] }

const dialect = new PgDialect()

function compile(statement: SQL): Compiled {
  const { sql: numbered, params } = dialect.sqlToQuery(statement)
  const names: string[] = []
  const text = numbered.replace(/\$(\d+)/g, (_, number) => {
    const parameter = params[number - 1]
    if (!is(parameter, Placeholder)) return literal(parameter)
    if (!names.includes(parameter.name)) names.push(parameter.name)
    return `$${names.indexOf(parameter.name) + 1}`
  })
  return { text, names }
}

function literal(constant: unknown): string {
  if (typeof constant === "number" || typeof constant === "boolean") return `(${constant})`
  if (typeof constant === "string") return dialect.escapeString(constant)
  throw new Error("only numbers, texts and placeholders can stand in a statement")
}

/** Names of columns without their table: on the left of SET, in ON CONFLICT. */
export function bare(...columns: AnyColumn[]): SQL {
  return sql.join(
    columns.map((column) => sql.identifier(column.name)),
    sql`, `,
  )
}

/** A table and the columns an INSERT gives it. */
export function into<T extends PgTable>(table: T, ...keys: Key<T>[]): SQL {
  return sql`${table} (${bare(...keys.map((key) => columnOf(table, key)))})`
}

/** Columns of a table, each under its name in the schema: the row that is read is a `Row` of that table. */
export function picked<T extends PgTable>(table: T, ...keys: Key<T>[]): SQL {
  return sql.join(
    keys.map((key) => sql`${columnOf(table, key)} as ${sql.identifier(key)}`),
    sql`, `,
  )
}

type Key<T extends PgTable> = keyof T["$inferSelect"] & string

function columnOf<T extends PgTable>(table: T, key: Key<T>): Column {
  return (table as unknown as Record<string, Column>)[key] as Column
}
