import type { Metadata } from "next"
import { Frame } from "@/components/admin/frame"
import { Answering } from "@/components/admin/settings/answering"
import { ModelSettings } from "@/components/admin/settings/model"
import { PromptSetting, StartersSetting, WelcomeSetting } from "@/components/admin/settings/settings"
import { SignIn } from "@/components/admin/sign-in"
import { findAdmin } from "@/lib/server/admin/session"
import { env } from "@/lib/server/env"
import { countNewShared } from "@/lib/server/messages/shared-seen"
import { promptLimit } from "@/lib/server/model/prompt"
import { countTokens } from "@/lib/server/model/tokens"
import { isConfigured } from "@/lib/server/provider/provider"
import { listSettings, listTexts } from "@/lib/server/settings/history"
import { defaultSettings, type SettingName, type Settings, settingsOf } from "@/lib/server/settings/schema"
import { momentInWords } from "@/lib/words/page"

export const metadata: Metadata = { title: "Settings" }

/** Earlier system prompts listed. */
const EARLIER = 30

/** Where defaults come from; starter questions have none. */
const VARIABLES: Partial<Record<SettingName, string>> = {
  welcome: "WELCOME_MESSAGE",
  system_prompt: "SYSTEM_PROMPT",
  model: "CHAT_MODEL",
  temperature: "CHAT_TEMPERATURE",
}

export default async function SettingsPage() {
  if (!(await findAdmin())) return <SignIn />
  const { set, since } = await listSettings()
  const prompts = await listTexts("system_prompt", EARLIER)
  const now = textsOf(settingsOf(set))
  const standard = textsOf(defaultSettings())
  const propsOf = (name: keyof typeof now) => ({
    value: now[name],
    source: {
      since: name in set ? sinceSentence("Set here", since.get(name)) : undefined,
      variable: VARIABLES[name],
      standard: standard[name] || "the provider decides",
    },
  })
  return (
    <Frame current="/admin/settings" title={env().CHAT_TITLE} news={await countNewShared()}>
      <div className="max-w-[46rem]">
        <h1 className="font-serif text-3xl">Settings</h1>
        <p className="mt-2 text-ink-soft">
          What you save here holds for every visitor within a second. It wins over the environment.
        </p>
        <Answering paused={set.paused ?? null} since={sinceSentence("Paused", since.get("paused"))} />
        <WelcomeSetting {...propsOf("welcome")} />
        <StartersSetting {...propsOf("starters")} />
        <PromptSetting
          {...propsOf("system_prompt")}
          tokens={countTokens(now.system_prompt)}
          limit={promptLimit()}
          earlier={prompts
            .filter(({ text }) => text !== now.system_prompt)
            .map(({ text, at }) => ({ text, at: inWords(at) }))}
        />
        <ModelSettings
          model={propsOf("model")}
          temperature={propsOf("temperature")}
          isConfigured={isConfigured()}
        />
      </div>
    </Frame>
  )
}

/** Each setting as it stands in its field. */
function textsOf(settings: Settings) {
  return {
    welcome: settings.welcome,
    starters: settings.starters.join("\n"),
    system_prompt: settings.systemPrompt,
    model: settings.model,
    temperature: String(settings.temperature ?? ""),
  } satisfies Partial<Record<SettingName, string>>
}

function sinceSentence(what: string, at: Date | undefined): string {
  return at ? `${what} on ${inWords(at)}.` : `${what}.`
}

function inWords(moment: Date): string {
  return momentInWords(moment, env().TIME_ZONE)
}
