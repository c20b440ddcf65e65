/** A theme chosen in this browser; without one the device decides. */
export type Theme = "system" | "light" | "dark"

/** Runs before the first paint: the theme chosen in this browser, if any. */
export const THEME_SCRIPT = `try{const t=localStorage.getItem("alcove:theme");if(t)document.documentElement.dataset.theme=t}catch{}`

/** The theme the page shows now. */
export function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === "light" || theme === "dark" ? theme : "system"
}

/** Shows a theme and keeps the choice in this browser. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === "system") localStorage.removeItem("alcove:theme")
    else localStorage.setItem("alcove:theme", theme)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
