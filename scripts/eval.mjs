/**
 * How well what is looked for is found, on judged questions from outside: `npm run eval:rag -- DIR` in documents, in a scratch
 * database; `npm run eval:memory -- FILE [--budget N]` in long chats. Prints one JSON object last.
 */
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { install } from "./install.mjs"
import { checkNode } from "./runtime.mjs"
import { step } from "./say.mjs"
import { run } from "./test/run.mjs"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")
const [name = "", data = ".", ...options] = process.argv.slice(2)

process.chdir(root)
checkNode()
await step("Packages", () => install(root))
await run("node", [
  "--conditions=react-server",
  "--import",
  "tsx",
  `tests/eval/${name}.ts`,
  resolve(data),
  ...options,
])
