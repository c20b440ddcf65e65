import { spawn } from "node:child_process"
import { once } from "node:events"
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import tailwind from "@tailwindcss/postcss"
import postcss from "postcss"
import { afterEach, beforeEach, expect, test } from "vitest"
import styles from "@/postcss.config.mjs"
import { build, hashOf } from "@/scripts/build.mjs"
import { actionKeyOf } from "@/scripts/build-in-use.mjs"
import { claim } from "@/scripts/claim.mjs"
import { explainInstall, lastLines } from "@/scripts/faults.mjs"
import { install } from "@/scripts/install.mjs"
import { ensureSecrets } from "@/scripts/secrets.mjs"

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alcove-launcher-"))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test("secrets are generated once, kept for good and closed to others", () => {
  const first = ensureSecrets(folder, ["MASTER_KEYS"])
  const second = ensureSecrets(folder, ["MASTER_KEYS", "CRON_SECRET"])

  expect(first.generated).toEqual(["MASTER_KEYS"])
  expect(second.generated).toEqual(["CRON_SECRET"])
  expect(second.secrets.MASTER_KEYS).toBe(first.secrets.MASTER_KEYS)
  expect(Buffer.from(first.secrets.MASTER_KEYS.slice("k1:".length), "base64")).toHaveLength(32)
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600)
})

test("secrets that belong to data are never replaced by new ones", () => {
  mkdirSync(join(folder, "postgres"))
  expect(() => ensureSecrets(folder, ["MASTER_KEYS"])).toThrow("is missing. Put it back from a backup")

  writeFileSync(join(folder, "secrets.json"), '{"MASTER_KEYS": "k1:')
  expect(() => ensureSecrets(folder, ["MASTER_KEYS"])).toThrow("is damaged")
})

test("a data folder has one owner at a time, and a killed one leaves it free", async () => {
  const script = `
    import { claim } from ${JSON.stringify(pathToFileURL("scripts/claim.mjs").href)}
    await claim(${JSON.stringify(folder)}, "")
    process.send("claimed")
    process.on("message", () => {})
  `
  const other = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  await once(other, "message")
  await expect(claim(folder, "Stop that one first.")).rejects.toThrow(
    `Another Alcove (process ${other.pid}) is at work in ${folder}. Stop that one first.`,
  )

  other.kill("SIGKILL")
  await once(other, "exit")
  const release = await claim(folder, "")
  expect(readdirSync(join(folder, "claims"))).toHaveLength(1)
  release()
  expect(readdirSync(join(folder, "claims"))).toEqual([])
})

test("a build is stale when a source changes, and only then", () => {
  mkdirSync(join(folder, "app"))
  writeFileSync(join(folder, "app", "page.tsx"), "one")
  writeFileSync(join(folder, "next.config.ts"), "config")
  const before = hashOf(folder, "node 24")
  writeFileSync(join(folder, "README.md"), "not built")
  expect(hashOf(folder, "node 24")).toBe(before)

  expect(hashOf(folder, "node 25")).not.toBe(before)
  writeFileSync(join(folder, "app", "page.tsx"), "two")
  expect(hashOf(folder, "node 24")).not.toBe(before)
})

test("the build's key does not depend on where the data are; one that is given wins", () => {
  const key = actionKeyOf(folder, { DATA_DIR: "/somewhere" })
  expect(actionKeyOf(folder, { DATA_DIR: "/somewhere/else" })).toBe(key)
  expect(statSync(join(folder, ".data", "build", "secrets.json")).mode & 0o777).toBe(0o600)
  expect(actionKeyOf(folder, { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: "given" })).toBe("given")
})

test("a build that a living process serves from is not replaced, and one of a dead process is", async () => {
  const script = `
    import { holdBuild } from ${JSON.stringify(pathToFileURL("scripts/build-in-use.mjs").href)}
    holdBuild(${JSON.stringify(folder)})
    process.send("in use")
    process.on("message", () => {})
  `
  const other = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  await once(other, "message")
  mkdirSync(join(folder, ".next"))
  writeFileSync(join(folder, ".next", "alcove-stamp"), "of other sources")
  const node = { path: process.execPath, version: process.versions.node }
  await expect(build(folder, node, "key")).rejects.toThrow(`process ${other.pid} of this folder still serves`)
  expect(readFileSync(join(folder, ".next", "alcove-stamp"), "utf8")).toBe("of other sources")

  other.kill("SIGKILL")
  await once(other, "exit")
  await expect(build(folder, node, "key")).rejects.toThrow("The build failed")
})

test("the style sheet is made in a folder with any name", async () => {
  const odd = join(folder, 'we$ird "q" #1')
  cpSync(resolve("node_modules/tailwindcss"), join(odd, "node_modules/tailwindcss"), { recursive: true })
  const [putIn] = styles.plugins.filter((plugin) => typeof plugin !== "string")
  const made = await postcss([putIn ?? [], tailwind({ base: odd })].flat()).process(
    '@import "tailwindcss";\n.a { @apply underline; }',
    { from: join(odd, "page.css") },
  )
  expect(made.css).toContain("text-decoration-line: underline")
})

test("packages that were installed in another way from the same lock file are kept", async () => {
  writeLock("package-lock.json", "1.0.0")
  mkdirSync(join(folder, "node_modules"))
  writeLock("node_modules/.package-lock.json", "1.0.0")
  writeFileSync(join(folder, "package.json"), "{}")

  expect(await install(folder)).toBe("up to date")
  expect(readFileSync(join(folder, "node_modules", ".alcove-stamp"), "utf8")).toMatch(/^[0-9a-f]{64}$/)
})

test("what stops an install is said in words", () => {
  expect(explainInstall("npm error code ENOTFOUND")).toContain("registry cannot be reached")
  expect(explainInstall("npm error code ENOSPC")).toContain("disk is full")
  expect(explainInstall("npm error something else")).toBeUndefined()
  expect(lastLines("one\n\ntwo\n    at somewhere (file.js:1:1)\nthree\n", 2)).toBe("two\nthree")
})

function writeLock(file: string, version: string) {
  const packages = { "node_modules/left": { version, integrity: "sha512-x" } }
  writeFileSync(join(folder, file), JSON.stringify({ packages }))
}
