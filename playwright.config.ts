import { defineConfig, devices } from "@playwright/test"
import { findBrowser } from "./scripts/test/browser.mjs"
import { APP_URL, isLong, STAGES } from "./tests/support/app/settings"

/**
 * Nothing is replaced inside the app: a real browser talks to the production build, which talks to a real Postgres and
 * to a scripted provider over HTTP. The stages are set in that order because the app asks for both as it boots. A stage is
 * wiped before each test, so each has one worker, which plays one test after the other.
 */
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/browser",
  globalSetup: "./tests/support/app/stage.config.ts",
  workers: STAGES,
  grepInvert: isLong ? [] : /@only-long/,
  retries: 0,
  forbidOnly: true,
  // For what hangs, not for what is slow on a busy machine.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: APP_URL,
    locale: "en-GB",
    actionTimeout: 20_000,
    // A trace of every test would take a fifth of the time: `--trace on` makes one.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: findBrowser(),
      // Root has none, many containers neither, and the only page that is opened is our own.
      chromiumSandbox: false,
      // A process for each visitor, not one more for the empty page each begins with: a tenth of the processor's time.
      args: ["--renderer-process-limit=1"],
    },
  },
  projects: [
    // The longest come first, and the many short ones fill what is left.
    { name: "faults", testMatch: "faults/**/*.spec.ts" },
    { name: "e2e", testMatch: "e2e/**/*.spec.ts", fullyParallel: true },
  ],
})
