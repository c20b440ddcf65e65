import type { PromptFacts, ShownSetting } from "@/components/admin/settings/shown"
import { env } from "@/lib/server/env"
import { promptLimit } from "@/lib/server/model/prompt"
import { countTokens } from "@/lib/server/model/tokens"
import { isConfigured } from "@/lib/server/provider/provider"
import { listSettings, listTexts } from "@/lib/server/settings/history"
import { defaultSettings, REGISTRY, type Setting, settingsOf } from "@/lib/server/settings/schema"
import { momentInWords } from "@/lib/words/page"
import type { SettingWords } from "@/lib/words/settings"
import { words } from "@/lib/words/words"

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
      const said: SettingWords = words.settings[name]
      const value = textOf(now[key])
      return {
        ...wordsOf(said),
        name,
        field,
        value,
        source: {
          since: name in set ? said.since(momentOf(since.get(name))) : undefined,
          variable,
          standard: textOf(standard[key]) || (said.noDefault ?? ""),
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

function momentOf(at: Date | undefined): string | undefined {
  return at && inWords(at)
}

function inWords(moment: Date): string {
  return momentInWords(moment, env().TIME_ZONE)
}
