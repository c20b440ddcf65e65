import { readFileSync } from "node:fs"

const SERVER = ".next/server"

/** Every page and route of the build under test, as Next names its files: `/(chat)/page`, `/api/health/route`. */
export function listAddresses(): string[] {
  return Object.keys(readManifest<Record<string, string>>("app-paths-manifest.json"))
}

/** Every server action of the build under test: its name, and the id it is called by. */
export function listActions(): Map<string, string> {
  type Manifest = Record<"node" | "edge", Record<string, { exportedName?: string }>>
  const { node, edge } = readManifest<Manifest>("server-reference-manifest.json")
  const actions = Object.entries({ ...node, ...edge })
  return new Map(actions.map(([id, { exportedName }]) => [exportedName ?? `unnamed ${id}`, id]))
}

function readManifest<T>(name: string): T {
  return JSON.parse(readFileSync(`${SERVER}/${name}`, "utf8"))
}
