/** What `Intl` is told: the language of the words and numbers (also the `lang` of a page), and that of the dates. */
export type Locale = { language: string; dates: string }

/** How a language writes numbers, dates and lists. Nothing of it is known here: `Intl` knows. */
export function formatsOf({ language, dates }: Locale) {
  const rules = new Intl.PluralRules(language)
  const names = new Intl.DisplayNames(language, { type: "language" })
  return {
    /** "1,234"; `options` for shares, money, and what has little room. */
    number: (value: number, options?: Intl.NumberFormatOptions) => value.toLocaleString(language, options),
    /** A day, a time of it, or both, as `options` say. */
    date: (at: Date, options: Intl.DateTimeFormatOptions) => at.toLocaleString(dates, options),
    /** Which form of a word goes with a count. */
    plural: (count: number) => rules.select(count),
    /** "one", "one and another". */
    list: (items: string[]) => new Intl.ListFormat(language).format(items),
    /** "German" for `de`. */
    languageName: (code: string) => names.of(code) ?? code,
  }
}
