import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { documents, passages } from "@/drizzle/schema/documents"
import { statement } from "../db/statement"
import type { Turn } from "./question"
import { searchable } from "./words"

/**
 * A stem that is searched for in passages of one language: how much it counts, and how much it tells (`idf`, the more the
 * fewer passages have it). `isBeginning`: no passage has the stem, some have words that begin as it does. `asked`: it is in
 * the question itself, not only in what was said before.
 */
export type Term = {
  config: string
  lexeme: string
  isBeginning: boolean
  weight: number
  idf: number
  asked: boolean
  common: boolean
}

/** Share of all passages from which on a stem is so common that it is left out when there are rarer ones. */
const COMMON = 0.1
/** Up to so many passages nothing is left out. */
const FEW = 5_000

/** Letters of the beginning by which an unknown word is searched for: misspelt, or a part of a compound. */
const BEGINNING = 4

/** The stems of the question, in every language that passages are in. */
export async function findTerms(turns: Turn[]): Promise<Term[]> {
  const given = turns.map(({ text, weight }) => ({ text: searchable(text), weight }))
  return (await find({ turns: JSON.stringify(given) })).flatMap(termsOf)
}

type TermRow = { config: string; lexeme: string; weight: number; found: number; begun: number; total: number }

function termsOf({ config, lexeme, weight, found, begun, total }: TermRow): Term[] {
  const about = { config, weight, asked: weight >= 1 }
  const idf = (passages: number) => Math.log(1 + (total - passages + 0.5) / (passages + 0.5))
  const isCommon = (passages: number) => total > FEW && passages > total * COMMON
  const whole = { ...about, lexeme, isBeginning: false, idf: idf(found), common: isCommon(found) }
  if (begun === 0) return [whole]
  const beginning = lexeme.slice(0, BEGINNING)
  // Half: a word that only begins alike may be about something else.
  return [
    whole,
    {
      ...about,
      lexeme: beginning,
      isBeginning: true,
      asked: false,
      idf: idf(begun) / 2,
      common: isCommon(begun),
    },
  ]
}

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
      select lexeme, (select count(*) from ${passages} where ${passages.lexemes} @@ ${exactly(sql`lexeme`)})::int as found
      from (select distinct lexeme from lexemes) as lexemes
    ), begun as (
      select lexeme, found, case when found = 0 and length(lexeme) > ${BEGINNING} then (
        select count(*) from ${passages} where ${passages.lexemes} @@ ${beginning(sql`left(lexeme, ${BEGINNING})`)}
      ) else 0 end::int as begun from counted
    )
    select config, lexeme, weight, found, begun, total from lexemes join begun using (lexeme), size`,
)

/** A query for a lexeme as it is, whatever stands in it. */
export function exactly(lexeme: SQL): SQL {
  return sql`(${quoted(lexeme)})::tsquery`
}

/** A query for every lexeme that begins so. */
export function beginning(lexeme: SQL): SQL {
  return sql`(${quoted(lexeme)} || ':*')::tsquery`
}

function quoted(lexeme: SQL): SQL {
  return sql`'''' || replace(replace(${lexeme}, '\\', '\\\\'), '''', '''''') || ''''`
}
