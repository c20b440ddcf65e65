import { existsSync, readdirSync, readFileSync } from "node:fs"
import { posix } from "node:path"

/** One import: the file of ours that it names, and the names of values taken from it; `isType`: it is gone when the program runs. */
export type Import = { file: string; names: string[]; isType: boolean }

/** Where the file of this path lies, if there is one. */
export type Locate = (path: string) => string | undefined

/** Every TypeScript file below a folder. */
export function sourcesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  return names.filter((name) => /\.tsx?$/.test(name)).map((name) => posix.join(folder, name))
}

/** What a file imports of ours, types and `import()` included. */
export function importsOf(file: string, locate: Locate = locateSource): Import[] {
  const text = readFileSync(locate(file) ?? file, "utf8")
  return [...text.matchAll(IMPORT)].flatMap(({ groups = {} }) => {
    const { type, names = "", from, alone, dynamic } = groups
    const found = resolve(file, from ?? alone ?? dynamic ?? "", locate)
    return found
      ? [{ file: found, names: type ? [] : names.split(",").flatMap(nameOf), isType: Boolean(type) }]
      : []
  })
}

const IMPORT =
  /^(?:import|export)\b(?<type> type)?(?:[^"'`;{]*\{(?<names>[^}]*)\})?[^"'`;{]*\bfrom "(?<from>[^"]+)"|^import "(?<alone>[^"]+)"|\bimport\("(?<dynamic>[^"]+)"\)/gm

function nameOf(written: string): string[] {
  return written.match(/^\s*(?!type )(\w+)/)?.slice(1) ?? []
}

function resolve(file: string, specifier: string, locate: Locate): string | undefined {
  const path = specifier.startsWith("@/") ? specifier.slice(2) : posix.join(posix.dirname(file), specifier)
  if (!/^(@\/|\.)/.test(specifier)) return undefined
  return [`${path}.ts`, `${path}.tsx`, path].find((candidate) => locate(candidate) !== undefined)
}

function locateSource(path: string): string | undefined {
  return existsSync(path) ? path : undefined
}
