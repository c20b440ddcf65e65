"use client"
import { type ComponentType, useReducer } from "react"
import { isBlank } from "@/lib/text"
import { Answering } from "./answering"
import { ModelTest } from "./model-test"
import { PromptField } from "./prompt"
import { SettingForm } from "./setting-form"
import type { Draft, FieldProps, ShownSetting } from "./shown"

/** The field of each kind of setting. */
const FIELDS: Record<ShownSetting["field"], ComponentType<FieldProps>> = {
  pause: Answering,
  text: (props) => <SettingForm {...props} rows={3} />,
  lines: (props) => <SettingForm {...props} rows={5} parse={linesOf} />,
  prompt: PromptField,
  model: ModelField,
  number: (props) => <SettingForm {...props} rows={1} inputMode="decimal" parse={numberOf} />,
  count: (props) => <SettingForm {...props} rows={1} inputMode="decimal" parse={countOf} />,
}

/** Every setting in the field of its kind, in the order of the registry. */
export function SettingFields({ settings }: { settings: ShownSetting[] }) {
  const [drafts, onText] = useReducer(withDraft, settings, draftsOf)
  return settings.map((setting) => {
    const Field = FIELDS[setting.field]
    return <Field key={setting.name} setting={setting} drafts={drafts} onText={onText} />
  })
}

/** The model is tried together with the temperature, as both stand in their fields. */
function ModelField(props: FieldProps) {
  const { model = "", temperature = "" } = props.drafts
  return (
    <SettingForm
      {...props}
      rows={1}
      beside={<ModelTest model={model} temperature={numberOf(temperature)} />}
    />
  )
}

function draftsOf(settings: ShownSetting[]): Record<string, string> {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]))
}

function withDraft(drafts: Record<string, string>, { name, text }: Draft): Record<string, string> {
  return drafts[name] === text ? drafts : { ...drafts, [name]: text }
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => !isBlank(line))
}

/** Signs between thousands, as people write them: "5,000,000", "5.000.000", "5 000 000". */
const GROUPED = /^\d{1,3}([,.\s'’]\d{3})+$/

/** Empty is no number: none is 0, and has to be said. */
function countOf(text: string): number {
  const written = text.trim()
  if (written === "") return Number.NaN
  return Number(GROUPED.test(written) ? written.replace(/\D/g, "") : written.replace(",", "."))
}

/** Empty: none. What is not a number is for the server to refuse. */
function numberOf(text: string): number | "none" {
  return text.trim() === "" ? "none" : Number(text.replace(",", "."))
}
