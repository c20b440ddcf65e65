import { existsSync } from "node:fs"
import { findWholeBrowser } from "./browser.mjs"
import { run } from "./run.mjs"

/** Sees to it that the tests have a browser: an installed one, Playwright's own, or the system's package, in this order. */
export async function ensureBrowser() {
  if (findWholeBrowser()) return
  console.log("No Chromium is installed: asking Playwright for one.")
  const isRoot = process.getuid?.() === 0
  const withLibraries = isRoot ? ["--with-deps"] : []
  if (await run("playwright", ["install", ...withLibraries, "chromium"], { mayFail: true })) return
  if (isRoot && existsSync("/usr/bin/apt-get")) await installPackage()
  if (!findWholeBrowser()) {
    throw new Error(
      "The tests need a browser: install Chromium (for example `apt-get install chromium`), then run them again.",
    )
  }
}

async function installPackage() {
  console.log("Playwright could not download one: installing the system's package.")
  await run("apt-get", ["update"], { mayFail: true })
  for (const name of ["chromium", "chromium-headless-shell"])
    await run("apt-get", ["install", "-y", name], { mayFail: true })
}
