"use client"
import { Monitor, Moon, Sun } from "lucide-react"
import { useEffect, useState } from "react"
import { sidebarWords } from "@/lib/words/chat"
import { chooseTheme, currentTheme, type Theme } from "./theme"

const { theme } = sidebarWords

const THEMES = [
  { name: "system", Icon: Monitor },
  { name: "light", Icon: Sun },
  { name: "dark", Icon: Moon },
] as const

/** Light, dark, or as the device says; kept in this browser. */
export function ThemeSwitch() {
  const [chosen, setChosen] = useState<Theme>("system")
  useEffect(() => setChosen(currentTheme()), [])
  return (
    <fieldset className="flex items-center rounded-xl">
      <legend className="sr-only">{theme.legend}</legend>
      {THEMES.map(({ name, Icon }) => (
        <label
          key={name}
          title={theme[name]}
          className="relative grid min-h-11 w-9 pointer-coarse:w-11 place-items-center rounded-xl text-ink-soft hover:text-ink has-checked:bg-line/60 has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name="theme"
            aria-label={theme[name]}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={chosen === name}
            onChange={() => {
              setChosen(name)
              chooseTheme(name)
            }}
          />
          <Icon aria-hidden className="size-4" />
        </label>
      ))}
    </fieldset>
  )
}
