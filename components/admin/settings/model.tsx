"use client"
import { useState } from "react"
import { ModelTest } from "./model-test"
import { SettingForm, type SettingProps } from "./setting-form"

type ModelSettingsProps = { model: SettingProps; temperature: SettingProps; isConfigured: boolean }

/** The model and its temperature, which are tried together. */
export function ModelSettings({ model, temperature, isConfigured }: ModelSettingsProps) {
  const [name, setName] = useState(model.value)
  const [degree, setDegree] = useState(temperature.value)
  const saving = isConfigured ? "Trying it first …" : undefined
  return (
    <>
      <SettingForm
        {...model}
        heading="Model"
        description={isConfigured ? CONFIGURED : WITHOUT_PROVIDER}
        rows={1}
        change={(value) => ({ name: "model", value })}
        saving={saving}
        onText={setName}
        beside={<ModelTest model={name} temperature={temperatureOf(degree)} />}
      />
      <SettingForm
        {...temperature}
        heading="Temperature"
        description="From 0 (the same words each time) to 2 (ever new ones). Empty: the provider decides; some models want that."
        rows={1}
        inputMode="decimal"
        placeholder="The provider decides"
        change={(text) => ({ name: "temperature", value: text === null ? null : temperatureOf(text) })}
        saving={saving}
        onText={setDegree}
      />
    </>
  )
}

const CONFIGURED =
  "The name of the language model, as the provider calls it. It is tried with one small question before it is saved. A reply under way ends with the one it began with."

const WITHOUT_PROVIDER =
  "No provider is configured, so fixed words answer. This model answers once OPENAI_API_KEY or OPENAI_BASE_URL is set."

/** What is not a number is for the server to refuse. */
function temperatureOf(text: string): number | "none" {
  return text.trim() === "" ? "none" : Number(text.replace(",", "."))
}
