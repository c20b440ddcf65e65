import { existsSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { importsOf, sourcesBelow } from "@/tests/support/app/imports"

const MAP = "tests/bench/map/"
const SERVER = "lib/server/"
/** What the Map keeps, in a module that is only there. */
const STORE = `${MAP}store.ts`

test("Every module of the bench's Map takes the place of one of the server, and its types are compared with that one's", () => {
  const modules = sourcesBelow(MAP).filter((file) => file !== STORE)
  expect(modules.filter((file) => !existsSync(file.replace(MAP, SERVER)))).toEqual([])
  const compared = importsOf("tests/bench/map-types.ts").map(({ file }) => file)
  expect(compared.filter((file) => file.startsWith(MAP)).toSorted()).toEqual(modules.toSorted())
})

test("In the tree of the bench nothing that is reached asks a module of the Map for a name it does not have", () => {
  const missing = reached().flatMap((file) =>
    importsOf(file, locate).flatMap(({ file: asked, names }) => {
      const source = locate(asked) ?? ""
      if (!source.startsWith(MAP)) return []
      return names
        .filter((name) => !exportsOf(source).has(name))
        .map((name) => `${file} asks ${asked} for ${name}`)
    }),
  )
  expect(missing).toEqual([])
})

/** Where a file of the tree of the bench comes from: the Map's modules are laid over the server's. */
function locate(path: string): string | undefined {
  const laid = path.replace(SERVER, MAP)
  return [laid, path].find(existsSync)
}

/** Every file that the pages, the routes, the boot and the actions lead to in the tree of the bench. */
function reached(): string[] {
  const files = new Set([...sourcesBelow("app"), ...sourcesBelow("lib/actions"), "instrumentation.ts"])
  for (const file of files) {
    for (const imported of importsOf(file, locate)) if (!imported.isType) files.add(imported.file)
  }
  return [...files].filter((file) => /\.tsx?$/.test(file))
}

function exportsOf(file: string): Set<string | undefined> {
  const declared = /^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm
  return new Set([...readFileSync(file, "utf8").matchAll(declared)].map(([, name]) => name))
}
