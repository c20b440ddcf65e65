import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { accentFor, contrast, SURFACES } from "../../lib/color"

const THEMES = ["light", "dark"] as const
const ACCENTS = ["#000", "#ffffff", "#ffcc00", "#0a5", "#1d4ed8", "#e11d48", "#808080", "#00ffff", "#2b6152"]

describe("the operator's accent colour", () => {
  it("knows black on white as 21 to 1 and a colour on itself as 1 to 1", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5)
    expect(contrast("#777777", "#777777")).toBe(1)
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2)
  })

  it.each(THEMES)("reads at AA on every %s surface, and so does the text on it", (theme) => {
    for (const color of ACCENTS) {
      const found = accentFor(color, theme)
      expect(found, color).toBeDefined()
      const { accent = "", accentInk = "" } = found ?? {}
      for (const surface of SURFACES[theme])
        expect(contrast(accent, surface), color).toBeGreaterThanOrEqual(4.5)
      expect(contrast(accent, accentInk), color).toBeGreaterThanOrEqual(4.5)
    }
  })

  it("stays as chosen where it can be read already", () => {
    expect(accentFor("#1d4ed8", "light")?.accent).toBe("#1d4ed8")
    expect(accentFor("#0F0", "dark")?.accent).toBe("#00ff00")
  })

  it.each(["", "red", "#12", "#1234", "#gggggg", "#123456; }", "rgb(1,2,3)"])(
    "is ignored when it is %j",
    (color) => {
      expect(accentFor(color, "light")).toBeUndefined()
    },
  )
})

describe("the built-in colours", () => {
  const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8")
  const token = (name: string, at: number) =>
    [...css.matchAll(new RegExp(`--color-${name}: (#[0-9a-f]{6})`, "g"))].map((match) => match[1] ?? "")[
      at
    ] ?? ""
  const declarations = [
    ["light", 0],
    ["dark", 1],
    ["dark", 2],
  ] as const

  it.each(declarations)("read at AA (%s, declaration %i)", (theme, at) => {
    const surfaces = [token("surface", at), token("surface-2", at)]
    expect(surfaces).toEqual([...SURFACES[theme]])
    for (const surface of surfaces) {
      for (const name of ["ink", "ink-soft", "accent", "danger"]) {
        expect(contrast(token(name, at), surface), `${name} on ${surface}`).toBeGreaterThanOrEqual(4.5)
      }
    }
    expect(contrast(token("accent", at), token("accent-ink", at))).toBeGreaterThanOrEqual(4.5)
  })
})
