import { adminWords } from "@/lib/words/admin"

const words = adminWords.settings.source

export type SourceProps = {
  /** When it was set on the page, in words; absent: the default holds. */
  since?: string
  /** The variable of the environment the default is from; absent: it is built in. */
  variable?: string
  /** The default, as text. */
  standard: string
}

/** Longer defaults are shown when asked for. */
const SHORT = 120

/** Where a setting's value comes from, in words. */
export function Source({ since, variable, standard }: SourceProps) {
  if (since === undefined) return <p className={LINE}>{words.sentence(variable)}</p>
  const isShort = standard.length <= SHORT && !standard.includes("\n")
  return (
    <>
      <p className={LINE} dir="auto">
        {since} {isShort && words.value({ variable, value: standard })}
      </p>
      {!isShort && (
        <details className="text-ink-soft text-sm">
          <summary className="flex min-h-11 items-center underline underline-offset-2 hover:text-ink">
            {words.name(variable)}
          </summary>
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]" dir="auto">
            {standard}
          </p>
        </details>
      )}
    </>
  )
}

const LINE = "mt-2 text-ink-soft text-sm [overflow-wrap:anywhere]"
