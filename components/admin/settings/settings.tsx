"use client"
import { ChevronRight } from "lucide-react"
import { byteLength, isBlank } from "@/lib/text"
import { number } from "@/lib/words/page"
import { Button } from "../../ui/button"
import { SettingForm, type SettingProps } from "./setting-form"

export function WelcomeSetting(props: SettingProps) {
  return (
    <SettingForm
      {...props}
      heading="Welcome message"
      description="The first words of the page, for whoever begins a new chat. Up to 500 characters."
      rows={3}
      change={(value) => ({ name: "welcome", value })}
    />
  )
}

export function StartersSetting(props: SettingProps) {
  return (
    <SettingForm
      {...props}
      heading="Starter questions"
      description="Offered below the welcome message; a click asks them. One in each line, at most eight. None is fine, too."
      rows={5}
      change={(text) => ({ name: "starters", value: text === null ? null : linesOf(text) })}
    />
  )
}

type PromptProps = SettingProps & {
  /** Tokens of the prompt as it holds now, and at most. */
  tokens: number
  limit: number
  earlier: { text: string; at: string }[]
}

export function PromptSetting({ tokens, limit, earlier, ...props }: PromptProps) {
  const most = number(limit)
  return (
    <SettingForm
      {...props}
      heading="System prompt"
      description="What the model is told before every answer. Visitors do not see it."
      rows={10}
      change={(value) => ({ name: "system_prompt", value })}
      hint={(text) =>
        text === props.value
          ? `${number(tokens)} of at most ${most} tokens.`
          : `About ${number(estimate(text))} of at most ${most} tokens; counted when it is saved.`
      }
    >
      {(use) => <History earlier={earlier} onUse={use} />}
    </SettingForm>
  )
}

type HistoryProps = { earlier: PromptProps["earlier"]; onUse: (text: string) => void }

/** Earlier texts, each one click away from being used again. */
function History({ earlier, onUse }: HistoryProps) {
  return (
    <>
      <h3 className="mt-8 font-serif text-lg">History</h3>
      {earlier.length === 0 && (
        <p className="mt-1 text-ink-soft text-sm">Earlier texts will be listed here.</p>
      )}
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
            <Button onClick={() => onUse(text)}>Use this one</Button>
          </li>
        ))}
      </ul>
    </>
  )
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => !isBlank(line))
}

/** Tokens of ordinary text, roughly. */
function estimate(text: string): number {
  return Math.ceil(byteLength(text) / 4)
}
