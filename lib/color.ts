/** Red, green and blue, each 0 to 255. */
type Rgb = readonly [number, number, number]

/** An accent that can be read on the theme's surfaces, and the colour of text on it; both `#rrggbb`. */
export type Accent = { accent: string; accentInk: string }

/** The surfaces text stands on, as in `globals.css`: the page, and what is raised from it. */
export const SURFACES = {
  light: ["#fcfbf8", "#f3f1eb"],
  dark: ["#191815", "#24221e"],
} as const

// WCAG AA is 4.5; on a dark ground colours need more to look as clear.
const READABLE = { light: 4.5, dark: 6.5 }
const STEPS = 50

/**
 * The operator's colour (`#rgb` or `#rrggbb`) for one theme: moved towards black or white only as far as text on
 * both surfaces needs it (WCAG AA or better). Undefined when it is not such a colour.
 */
export function accentFor(color: string, theme: keyof typeof SURFACES): Accent | undefined {
  const wanted = parse(color)
  if (!wanted) return undefined
  const end: Rgb = theme === "light" ? [0, 0, 0] : [255, 255, 255]
  const shades = Array.from({ length: STEPS + 1 }, (_, step) => format(mix(wanted, end, step / STEPS)))
  const accent =
    shades.find((shade) => SURFACES[theme].every((surface) => contrast(shade, surface) >= READABLE[theme])) ??
    format(end)
  const accentInk = contrast(accent, "#ffffff") >= contrast(accent, "#000000") ? "#ffffff" : "#000000"
  return { accent, accentInk }
}

/** WCAG 2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: string): number {
  const [red, green, blue] = (parse(color) ?? [0, 0, 0]).map(linear)
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function parse(color: string): Rgb | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim())?.[1]
  if (!digits) return undefined
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits
  const value = Number.parseInt(full, 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const [red, green, blue] = from.map((channel, at) => channel + ((to[at] ?? 0) - channel) * share)
  return [red ?? 0, green ?? 0, blue ?? 0]
}

function format(color: Rgb): string {
  return `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`
}
