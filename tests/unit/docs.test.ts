import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, posix } from "node:path"
import { afterAll, expect, test, vi } from "vitest"
import { type Env, parseEnv, SETTINGS } from "@/lib/server/env"
import { settingNames } from "@/scripts/setting-names.mjs"
import { readSettings } from "@/scripts/settings.mjs"
import { sourcesBelow } from "@/tests/support/app/imports"
import { SECRETS } from "@/tests/support/app/settings"

const PAGES = ["README.md", "lib/server/README.md", ...readdirSync("docs").filter(isPage).map(inDocs)]

const folder = mkdtempSync(join(tmpdir(), "alcove-docs-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every setting of docs/settings.md, and the default it gives. */
const documented = new Map(
  [...read("docs/settings.md").matchAll(/^\| `(\w+)` \| (?:`(.*?)`)? ?\|/gm)].map(
    ([, name = "", standard = ""]) => [name, standard],
  ),
)

test("docs/settings.md names every setting there is, and no other", () => {
  const known = new Set([...settingNames, ...SETTINGS])
  expect([...documented.keys()].toSorted()).toEqual([...known].toSorted())
})

test.each(SETTINGS)("docs/settings.md gives the default of %s", (name) => {
  const required = {
    DATABASE_URL: "postgres:///alcove?host=/run/postgresql",
    ...SECRETS,
    METRICS_TOKEN: "",
    [name]: "",
  }
  const standard = documented.get(name)
  if (standard) {
    expect(readAs(name, { ...required, [name]: standard })).toEqual(readAs(name, required))
  } else if (readAs(name, required) !== MISSING) {
    expect(["", undefined, false]).toContain(readAs(name, required))
  }
})

test("docs/settings.md gives the defaults of the launcher", () => {
  for (const name of ["PORT", "HOST", "DATA_DIR"]) vi.stubEnv(name, undefined)
  const standard = readSettings(folder)
  const written = ["PORT", "HOST", "DATA_DIR"].map((name) => `${name}=${documented.get(name)}`)
  writeFileSync(join(folder, ".env"), written.join("\n"))
  const { env: _, ...rest } = readSettings(folder)
  expect(standard).toMatchObject(rest)
  vi.unstubAllEnvs()
})

test("docs/metrics.md names every metric with its labels, and no other", () => {
  const inDocs = [...read("docs/metrics.md").matchAll(/^\| `(alcove_\w+(?:\{[\w,]+\})?)`/gm)]
  const defined = sourcesBelow("lib/server").flatMap((file) => [...read(file).matchAll(METRIC)])
  const inCode = defined.map(([, name = "", labels = ""]) => name + labelled(labels.match(/\w+/g)))
  expect(inDocs.map(([, name]) => name).toSorted()).toEqual(inCode.toSorted())
})

/** Where a metric is defined: its name, its help, its labels. */
const METRIC = /\b(?:counter|gauge|gaugeBy|histogram)\(\s*"(alcove_\w+)",\s*"[^"]+"((?:,\s*"\w+")*)/g

test.each(PAGES)("every link of %s leads to a page that is there, and to a heading of it", (page) => {
  for (const [, path = "", heading] of prose(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
    const target = path ? posix.join(posix.dirname(page), path) : page
    expect(existsSync(target), target).toBe(true)
    if (heading) expect(headingsOf(target), `${target}#${heading}`).toContain(heading)
  }
})

test.each(PAGES)("every file and folder that %s names is there", (page) => {
  const named = [...prose(page).matchAll(/`([\w.-]+(?:\/[\w.()[\]-]+)*\/?)`/g)].map(([, name = ""]) => name)
  for (const name of named.filter(isOfOurs)) {
    const places = [name, posix.join(posix.dirname(page), name), posix.join("lib/server", name)]
    expect(places.filter((place) => existsSync(place)).length, `${name} in ${page}`).toBeGreaterThan(0)
  }
})

test("the README is short enough to be read", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(150)
  expect(read("lib/server/README.md").split("\n").length).toBeLessThanOrEqual(40)
})

const MISSING = Symbol("there has to be one")

function readAs(name: string, source: Record<string, string>): unknown {
  try {
    return parseEnv(source)[name as keyof Env]
  } catch (error) {
    expect(String(error)).toContain(`stop the start: ${name} is missing`)
    return MISSING
  }
}

function labelled(labels: string[] | null): string {
  return labels ? `{${labels.join(",")}}` : ""
}

/** Sources are ours, and so is what begins with a room or a folder of the repository; what a start makes is not. */
function isOfOurs(name: string): boolean {
  const [first = "", ...rest] = name.split("/")
  if (rest.length === 0) return /\.(tsx?|mjs)$/.test(name)
  return first !== ".data" && [...readdirSync("."), ...readdirSync("lib/server")].includes(first)
}

function headingsOf(page: string): string[] {
  const headings = [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, words = ""]) => words.toLowerCase())
  return headings.map((words) => words.replace(/[^\w\- ]/g, "").replaceAll(" ", "-"))
}

/** A page without what is quoted in it: commands and the files of others. */
function prose(page: string): string {
  return read(page).replace(/^ *```[\s\S]*?^ *```$/gm, "")
}

function read(page: string): string {
  return readFileSync(page, "utf8")
}

function isPage(name: string): boolean {
  return name.endsWith(".md")
}

function inDocs(name: string): string {
  return `docs/${name}`
}
