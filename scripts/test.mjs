/**
 * The tests: `npm test`, and with `--check` format, lint and types before them (`npm run check`); with `--long` the long
 * forms of those that `npm test` runs in a short one, and what takes long by nature (`npm run test:long`).
 * Needs Node 20 and npm, and runs before anything is installed. The last line is `N passed, N failed`.
 */
import { fileURLToPath } from "node:url"
import { build } from "./build.mjs"
import { actionKeyOf, buildFolder, holdBuild } from "./build-in-use.mjs"
import { claim } from "./claim.mjs"
import { install } from "./install.mjs"
import { checkNode, findNode } from "./runtime.mjs"
import { say, step } from "./say.mjs"
import { readSettings } from "./settings.mjs"
import { isStopping, onStop, stop } from "./stop.mjs"
import { ensureBrowser } from "./test/browser-install.mjs"
import { run } from "./test/run.mjs"
import { runPlaywright, runVitest, sum, summary } from "./test/suites.mjs"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")
const INTERRUPTED = 130

process.chdir(root)
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(INTERRUPTED))

const counts = await test().catch((problem) => {
  if (!isStopping()) say(`\n${problem instanceof Error ? problem.message : problem}`)
  return { passed: 0, failed: 1, skipped: 0 }
})
if (!isStopping()) {
  say(`\n${summary(counts)}`)
  await stop(counts.failed > 0 || counts.passed === 0 ? 1 : 0)
}

/** Everything the tests need, then every test. Throws when something needed cannot be had. */
async function test() {
  checkNode()
  const release = await claim(buildFolder(root), "It installs or builds: try again when it is done.")
  await step("Packages", () => install(root))
  if (process.argv.includes("--check")) await checkSources()
  await step("Build", () => build(root, findNode(root), actionKeyOf(root, readSettings(root).env)))
  onStop(holdBuild(root))
  release()
  await ensureBrowser()
  await step("Database", startDatabase)
  const long = process.argv.includes("--long")
  if (long) process.env.TEST_LONG = "1"
  return sum([await runVitest({ long }), await runPlaywright({ long })])
}

/** A tree that fails these needs no tests to be told so. */
async function checkSources() {
  await run("biome", ["check", "."])
  await run("next", ["typegen"])
  await run("tsc", ["--noEmit"])
}

/** One real Postgres for all tests; it ends when they do. */
async function startDatabase() {
  const { startScratchPostgres } = await import("./test/postgres.mjs")
  const server = await startScratchPostgres()
  onStop(server.stop)
  process.env.TEST_DATABASE_URL = server.url
}
