import "server-only"
import { getLIDModel } from "fasttext.wasm.js"
import { perProcess } from "../process"

/** UTF-16 units of a text that are looked at: enough to tell, and told in less than a millisecond. */
const SAMPLE = 3_000
const FEWEST_WORDS = 3
const SURE = 0.5

/** What is written alike in every language: addresses, code, markup, figures. */
const NOT_PROSE = /```[\s\S]*?```|`[^`\n]*`|\bhttps?:\/\/\S+|\S+@\S+|[\p{N}|#*_>=~<[\](){}\\/-]+/gu

/** The ISO 639-1 code of a text's language; "" when it is not sure, and below three words. */
export async function detectLanguage(text: string): Promise<string> {
  const prose = text.slice(0, SAMPLE).toWellFormed().replace(NOT_PROSE, " ").replace(/\s+/g, " ").trim()
  if (!hasWords(prose)) return ""
  const model = await perProcess("language model", load)
  const [best] = await model.identify(prose, 1)
  return best && best.possibility >= SURE ? (best.alpha2 ?? "") : ""
}

async function load() {
  const model = await getLIDModel()
  await model.load()
  return model
}

function hasWords(prose: string): boolean {
  const words = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(prose.slice(0, 200))]
  return words.filter(({ isWordLike }) => isWordLike).length >= FEWEST_WORDS
}
