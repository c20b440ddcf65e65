import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const root = fileURLToPath(new URL(".", import.meta.url))

/** Bundled once for all files of tests: Node reads a package's description anew with each of its hundreds of modules. */
const BUNDLED = [
  "drizzle-orm",
  "drizzle-orm/pg-core",
  "drizzle-orm/postgres-js",
  "drizzle-orm/postgres-js/migrator",
  "gpt-tokenizer/encoding/o200k_base",
]

export default defineConfig({
  // Styles are built by the app, not by the tests.
  css: { postcss: { plugins: [] } },
  resolve: {
    alias: {
      "@": root.replace(/\/$/, ""),
      // Throws outside a server bundle by design; the tests are the server.
      "server-only": `${root}node_modules/server-only/empty.js`,
    },
  },
  test: {
    deps: { optimizer: { ssr: { enabled: true, include: BUNDLED } } },
    pool: "forks",
    maxWorkers: "100%",
    setupFiles: ["tests/support/app/console.ts"],
    // For what hangs, not for what is slow on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      { extends: true, test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"] } },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/support/database/postgres.ts"],
          setupFiles: ["tests/support/app/integration.ts"],
        },
      },
    ],
  },
})
