"use client"
import { ChevronRight } from "lucide-react"
import { byteLength } from "@/lib/text"
import { adminWords } from "@/lib/words/admin"
import { Button } from "../../ui/button"
import { SettingForm } from "./setting-form"
import type { FieldProps, PromptFacts } from "./shown"

const words = adminWords.settings.prompt

/** The system prompt: its tokens below it, and the texts it had before. */
export function PromptField(props: FieldProps) {
  const { prompt, value } = props.setting
  return (
    <SettingForm
      {...props}
      rows={10}
      hint={prompt && ((text) => (text === value ? words.counted(prompt) : estimated(text, prompt)))}
    >
      {prompt && ((use) => <History earlier={prompt.earlier} onUse={use} />)}
    </SettingForm>
  )
}

function estimated(text: string, { limit }: PromptFacts): string {
  // Tokens of ordinary text, roughly.
  const tokens = Math.ceil(byteLength(text) / 4)
  return words.estimated({ tokens, limit })
}

type HistoryProps = { earlier: PromptFacts["earlier"]; onUse: (text: string) => void }

/** Earlier texts, each one click away from being used again. */
function History({ earlier, onUse }: HistoryProps) {
  return (
    <>
      <h3 className="mt-8 font-serif text-lg">{words.history}</h3>
      {earlier.length === 0 && <p className="mt-1 text-ink-soft text-sm">{words.noHistory}</p>}
      <ul className="mt-2 grid gap-2">
        {earlier.map(({ text, at }) => (
          <li
            key={text}
            className="flex flex-wrap items-start gap-x-4 gap-y-1 rounded-xl border border-line p-3"
          >
            <details className="group min-w-0 flex-1 basis-64">
              <summary className="min-h-11 list-none text-sm">
                <span className="flex items-center gap-1 text-ink-soft">
                  <ChevronRight aria-hidden className="size-4 group-open:rotate-90 rtl:-scale-x-100" />
                  {at}
                </span>
                <span className="line-clamp-2 [overflow-wrap:anywhere] group-open:hidden" dir="auto">
                  {text}
                </span>
              </summary>
              <p className="whitespace-pre-wrap text-sm [overflow-wrap:anywhere]" dir="auto">
                {text}
              </p>
            </details>
            <Button onClick={() => onUse(text)}>{words.use}</Button>
          </li>
        ))}
      </ul>
    </>
  )
}
