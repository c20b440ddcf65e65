import "server-only"
import { sql } from "drizzle-orm"
import { documents, passages } from "@/drizzle/schema/documents"
import { statement } from "../db/statement"
import type { Turn } from "./question"
import { searchable } from "./words"

/**
 * A stem that is searched for in passages of one language: how much it counts, and how much it tells (`idf`, the more the
 * fewer passages have it). `asked`: it is in the question itself, not only in what was said before.
 */
export type Term = {
  config: string
  lexeme: string
  weight: number
  idf: number
  asked: boolean
  common: boolean
}

/** Share of all passages from which on a stem is so common that it is left out when there are rarer ones. */
const COMMON = 0.1
/** Up to so many passages nothing is left out. */
const FEW = 5_000

/** The stems of the question, in every language that passages are in. */
export async function findTerms(turns: Turn[]): Promise<Term[]> {
  const given = turns.map(({ text, weight }) => ({ text: searchable(text), weight }))
  const rows = await find({ turns: JSON.stringify(given) })
  return rows.map(({ config, lexeme, weight, found, total }) => ({
    config,
    lexeme,
    weight,
    idf: Math.log(1 + (total - found + 0.5) / (found + 0.5)),
    asked: weight >= 1,
    common: total > FEW && found > total * COMMON,
  }))
}

type TermRow = { config: string; lexeme: string; weight: number; found: number; total: number }

const find = statement<{ turns: string }, TermRow>(
  (value) => sql`
    with recursive configs as (
      (select ${passages.config} from ${passages} order by ${passages.config} limit 1)
      union all
      select (select ${passages.config} from ${passages} where ${passages.config} > configs.config order by ${passages.config} limit 1)
      from configs where configs.config is not null
    ), size as (
      select coalesce(sum(${documents.passages}), 0)::int as total from ${documents}
    ), lexemes as (
      select config, lexeme, max(weight) as weight
      from configs, json_to_recordset(${value.turns}::text::json) as turns (text text, weight float8),
        unnest(to_tsvector(config::regconfig, text)) as word
      where config is not null group by config, lexeme
    ), counted as (
      select lexeme, (
        select count(*) from ${passages} where ${passages.lexemes} @@ ${exactly(sql`distinct_lexemes.lexeme`)}
      )::int as found from (select distinct lexeme from lexemes) as distinct_lexemes
    )
    select config, lexeme, weight, found, total from lexemes join counted using (lexeme), size`,
)

/** A query for a lexeme as it is, whatever stands in it. */
export function exactly(lexeme: ReturnType<typeof sql>) {
  return sql`('''' || replace(replace(${lexeme}, '\\', '\\\\'), '''', '''''') || '''')::tsquery`
}
