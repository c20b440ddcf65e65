import "server-only"

/** The text search configurations of Postgres, by ISO 639-1 code. */
const CONFIGS = new Map(
  Object.entries({
    ar: "arabic",
    ca: "catalan",
    da: "danish",
    de: "german",
    el: "greek",
    en: "english",
    es: "spanish",
    eu: "basque",
    fi: "finnish",
    fr: "french",
    ga: "irish",
    hi: "hindi",
    hu: "hungarian",
    hy: "armenian",
    id: "indonesian",
    it: "italian",
    lt: "lithuanian",
    nb: "norwegian",
    ne: "nepali",
    nl: "dutch",
    nn: "norwegian",
    no: "norwegian",
    pt: "portuguese",
    ro: "romanian",
    ru: "russian",
    sr: "serbian",
    sv: "swedish",
    ta: "tamil",
    tr: "turkish",
    yi: "yiddish",
  }),
)

/** How Postgres finds the stems of a language; `simple`, which knows none, for those that it does not speak. */
export function searchConfig(language: string): string {
  return CONFIGS.get(language) ?? "simple"
}
