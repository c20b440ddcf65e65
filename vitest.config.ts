import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const root = fileURLToPath(new URL(".", import.meta.url))

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
    pool: "forks",
    maxWorkers: "100%",
    setupFiles: ["tests/support/app/console.ts"],
    projects: [
      { extends: true, test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"] } },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/support/database/postgres.ts"],
          setupFiles: ["tests/support/app/integration.ts"],
          // For what hangs, not for what is slow on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
})
