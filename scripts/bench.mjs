/**
 * `npm run bench`: memory against its yardsticks, side by side in one run. A table, then one JSON object last.
 * Takes some minutes; wants a quiet machine.
 */
import { fileURLToPath } from "node:url"
import { install } from "./install.mjs"
import { checkNode } from "./runtime.mjs"
import { step } from "./say.mjs"
import { run } from "./test/run.mjs"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")

process.chdir(root)
checkNode()
await step("Packages", () => install(root))
await run("node", ["--conditions=react-server", "--import", "tsx", "tests/bench/run.ts"])
