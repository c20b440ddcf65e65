import { browserStore } from "../../storage"

/** A theme chosen in this browser; without one the device decides. */
export type Theme = "system" | "light" | "dark"

const KEY = "alcove:theme"

/** Runs before the first paint: the theme chosen in this browser, if any. */
export const THEME_SCRIPT = `try{const t=localStorage.getItem("${KEY}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`

/** The theme the page shows now. */
export function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === "light" || theme === "dark" ? theme : "system"
}

/** Shows a theme and keeps the choice in this browser. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  // Without storage the choice lasts as long as the page.
  if (theme === "system") browserStore.remove(KEY)
  else browserStore.set(KEY, theme)
}
