import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { importsOf, sourcesBelow } from "@/tests/support/app/imports"

const SERVER = "lib/server/"

/** The rooms of the server, floor by floor: a file imports only from its own room and from those further down. */
const FLOORS = [
  "boot",
  "status",
  "cleanups",
  "my-data",
  "removal",
  "chats",
  "context",
  "summaries",
  "recall",
  "spending",
  "sharing",
  "messages",
  "replies",
  "settings",
  "admin",
  "sessions",
  "documents",
  "vectors",
  "retrieval",
  "expiry",
  "model",
  "provider",
  "limits",
  "usage",
  "http",
  "crypto",
  "db",
  "telemetry",
  "process",
  "env",
]
const FILES_OF_A_ROOM = 12

test("In lib/server there are the rooms of this list, boot, process and env, and nothing else", () => {
  const entries = readdirSync(SERVER).filter((name) => name !== "README.md")
  expect([...new Set(entries.map((name) => name.replace(/\.ts$/, "")))].toSorted()).toEqual(FLOORS.toSorted())
})

test("Every file of the server imports from its own room and the rooms below it only", () => {
  const upwards = sourcesBelow(SERVER).flatMap((file) =>
    importsOf(file)
      .filter((imported) => imported.file.startsWith(SERVER) && floorOf(imported.file) < floorOf(file))
      .map((imported) => `${file} imports ${imported.file}`),
  )
  expect(upwards).toEqual([])
})

test(`A room of the server has at most ${FILES_OF_A_ROOM} files`, () => {
  const sizes = FLOORS.map((room) => [
    room,
    sourcesBelow(SERVER).filter((file) => roomOf(file) === room).length,
  ])
  expect(sizes.filter(([, files]) => Number(files) > FILES_OF_A_ROOM)).toEqual([])
})

test("Outside db/ no file of the server writes a statement past Drizzle, or numbers its parameters by hand", () => {
  const byHand = /\bsql\.unsafe\b|\(\{ sql\b|\$\d/
  const statements = sourcesBelow(SERVER).filter(
    (file) => roomOf(file) !== "db" && byHand.test(readFileSync(file, "utf8")),
  )
  expect(statements).toEqual([])
})

function roomOf(file: string): string {
  return file.slice(SERVER.length).split("/")[0]?.replace(/\.ts$/, "") ?? ""
}

function floorOf(file: string): number {
  return FLOORS.indexOf(roomOf(file))
}
