import type { PromptFacts, ShownSetting } from "@/components/admin/settings/shown"
import { env } from "@/lib/server/env"
import { promptLimit } from "@/lib/server/model/prompt"
import { countTokens } from "@/lib/server/model/tokens"
import { isConfigured } from "@/lib/server/provider/provider"
import { listSettings, listTexts } from "@/lib/server/settings/history"
import { defaultSettings, REGISTRY, type Setting, settingsOf } from "@/lib/server/settings/schema"
import { momentInWords } from "@/lib/words/page"
import { type SettingWords, settingWords } from "@/lib/words/settings"

/** Earlier system prompts listed. */
const EARLIER = 30

/** Every setting of the registry as the page shows it, with where its value comes from. */
export async function showSettings(): Promise<ShownSetting[]> {
  const { set, since } = await listSettings()
  const [now, standard] = [settingsOf(set), defaultSettings()]
  const keys = Object.keys(REGISTRY) as (keyof typeof REGISTRY)[]
  return Promise.all(
    keys.map(async (key) => {
      const { name, variable, field }: Setting = REGISTRY[key]
      const words: SettingWords = settingWords[name]
      const value = textOf(now[key])
      return {
        ...wordsOf(words),
        name,
        field,
        value,
        source: {
          since: name in set ? sinceSentence(words.since, since.get(name)) : undefined,
          variable,
          standard: textOf(standard[key]) || (words.noDefault ?? ""),
        },
        prompt: field === "prompt" ? await factsOf(value) : undefined,
      }
    }),
  )
}

/** A value as it stands in its field. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join("\n") : String(value ?? "")
}

function wordsOf({ heading, description, withoutProvider, placeholder, saving }: SettingWords) {
  return isConfigured()
    ? { heading, description, placeholder, saving }
    : { heading, description: withoutProvider ?? description, placeholder }
}

async function factsOf(prompt: string): Promise<PromptFacts> {
  const texts = await listTexts("system_prompt", EARLIER)
  const earlier = texts.filter(({ text }) => text !== prompt)
  return {
    tokens: countTokens(prompt),
    limit: promptLimit(),
    earlier: earlier.map(({ text, at }) => ({ text, at: inWords(at) })),
  }
}

function sinceSentence(what: string, at: Date | undefined): string {
  return at ? `${what} on ${inWords(at)}.` : `${what}.`
}

function inWords(moment: Date): string {
  return momentInWords(moment, env().TIME_ZONE)
}
