/**
 * `npm run eval:rag -- DIR`: how well what is looked for is found, on judged questions from outside. Prints one JSON object
 * last. Brings up a scratch database.
 */
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { install } from "./install.mjs"
import { checkNode } from "./runtime.mjs"
import { step } from "./say.mjs"
import { run } from "./test/run.mjs"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")
const [name = "", data = "."] = process.argv.slice(2)
const folder = resolve(data)

process.chdir(root)
checkNode()
await step("Packages", () => install(root))
await run("node", ["--conditions=react-server", "--import", "tsx", `tests/eval/${name}.ts`, folder])
