import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { say } from "../say.mjs"
import { run } from "./run.mjs"

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const REPORTS = "test-results"
const VITEST_REPORT = `${REPORTS}/vitest.json`
const PLAYWRIGHT_REPORT = `${REPORTS}/playwright.json`

/** Those of the integration tests that have a long form. */
const LONG = ["cleanup", "commands", "db", "guessing", "ingestion", "password", "swapped", "usage"].map(
  (name) => `tests/integration/${name}.test.ts`,
)

/**
 * Unit and integration tests; `long`: only those that have a long form, in that form.
 * @param {{ long?: boolean }} [options]
 */
export async function runVitest({ long = false } = {}) {
  clear(VITEST_REPORT)
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${VITEST_REPORT}`]
  const ok = await run("vitest", ["run", ...reporters, ...(long ? LONG : [])], { mayFail: true })
  return honest(ok, () => {
    const report = read(VITEST_REPORT)
    const missing = (long ? LONG : findTests()).length - report.testResults.length
    if (missing > 0) say(`${missing} files of tests were not run.`)
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + Math.max(missing, 0),
      skipped: report.numPendingTests,
    }
  })
}

/** Every file of unit and integration tests: a run that is broken off in the middle can look like one that went well. */
function findTests() {
  return ["tests/unit", "tests/integration"].flatMap((folder) =>
    readdirSync(folder).filter((name) => /\.test\.tsx?$/.test(name)),
  )
}

/**
 * End-to-end tests and faults, in a real browser; `long`: only those that have a long form, in that form.
 * @param {{ long?: boolean }} [options]
 */
export async function runPlaywright({ long = false } = {}) {
  clear(PLAYWRIGHT_REPORT)
  process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = PLAYWRIGHT_REPORT
  const which = long ? ["--grep", "@long"] : []
  const ok = await run("playwright", ["test", "--reporter=list,json", ...which], { mayFail: true })
  return honest(ok, () => {
    const { stats } = read(PLAYWRIGHT_REPORT)
    const { expected: passed, unexpected: failed, skipped } = stats
    return { passed, failed, skipped }
  })
}

/** @param {Counts[]} parts */
export function sum(parts) {
  return parts.reduce((total, part) => ({
    passed: total.passed + part.passed,
    failed: total.failed + part.failed,
    skipped: total.skipped + part.skipped,
  }))
}

/** @param {Counts} counts */
export function summary({ passed, failed, skipped }) {
  const rest = skipped > 0 ? `, ${skipped} skipped` : ""
  return `${passed} passed, ${failed} failed${rest}`
}

/**
 * A run that ended badly has failed, also when no single test did: a file that cannot be loaded, a stage that falls.
 * @param {boolean} ok
 * @param {() => Counts} count
 * @returns {Counts}
 */
function honest(ok, count) {
  const counts = ok ? count() : attempt(count)
  return ok ? counts : { ...counts, failed: Math.max(counts.failed, 1) }
}

/** @param {() => Counts} count */
function attempt(count) {
  try {
    return count()
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** @param {string} path */
function clear(path) {
  mkdirSync(REPORTS, { recursive: true })
  rmSync(path, { force: true })
}

/** @param {string} path */
function read(path) {
  return JSON.parse(readFileSync(path, "utf8"))
}
