import "server-only"
import { type SQL, sql } from "drizzle-orm"
import { passages } from "@/drizzle/schema/documents"
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

/** `found` and `begun` count passages of the term's language, `own` all of that language, `total` all there are. */
type TermRow = {
  config: string
  lexeme: string
  weight: number
  found: number
  begun: number
  own: number
  total: number
}

function termsOf({ config, lexeme, weight, found, begun, own, total }: TermRow): Term[] {
  const about = { config, weight, asked: weight >= 1 }
  // Little words have no stem where Postgres knows the language. Elsewhere they are told by standing in most passages.
  const scale = config === "simple" ? total / own : 1
  const idf = (passages: number) => Math.log(1 + (total - passages * scale + 0.5) / (passages * scale + 0.5))
  const isCommon = (passages: number) => own > FEW && passages > own * COMMON
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
    with languages as (
      select ${passages.config}, count(*)::int as own, (sum(count(*)) over ())::int as total from ${passages} group by ${passages.config}
    ), lexemes as (
      select config, own, total, lexeme, max(weight) as weight
      from languages, json_to_recordset(${value.turns}::text::json) as turns (text text, weight float8),
        unnest(to_tsvector(config::regconfig, text)) as word
      group by config, own, total, lexeme
    ), counted as materialized (
      select *, ${countOf(exactly(sql`lexeme`), sql`lexemes.config`)} as found from lexemes
    )
    select *, case when found = 0 and length(lexeme) > ${BEGINNING}
      then ${countOf(beginning(sql`left(lexeme, ${BEGINNING})`), sql`counted.config`)} else 0 end as begun
    from counted`,
)

/** How many passages of a language a query finds. */
function countOf(query: SQL, config: SQL): SQL {
  return sql`(select count(*)::int from ${passages}
    where ${passages.lexemes} @@ ${query} and ${passages.config} = ${config})`
}

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
