/**
 * A command of the operator, which may run beside the app: `npm run cleanup`, `npm run keys:rotate`.
 *
 *     node scripts/command.mjs NAME [ARGUMENT…]     runs scripts/commands/NAME.ts on the app's settings and database
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { buildFolder } from "./build-in-use.mjs"
import { claim } from "./claim.mjs"
import { inWords } from "./faults.mjs"
import { install, isInstalled } from "./install.mjs"
import { openDatabase } from "./open-database.mjs"
import { checkNode, findNode } from "./runtime.mjs"
import { step } from "./say.mjs"
import { readSettings } from "./settings.mjs"
import { isStopping, onStop, stop, stopOnSignals } from "./stop.mjs"

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")
const [name = "", ...args] = process.argv.slice(2)

stopOnSignals()
try {
  checkNode()
  const settings = readSettings(root)
  for (const note of settings.notes) process.stderr.write(`Note: ${note}\n`)
  if (!isInstalled(root)) await installAlone()
  const found = await openDatabase(settings, "borrowPostgres")
  await stop(await run({ ...settings.env, ...found }))
} catch (error) {
  if (!isStopping()) process.stderr.write(`${inWords(error)}\n`)
  await stop(1)
}

/** All of this clone share the packages. */
async function installAlone() {
  const release = await claim(buildFolder(root), "It installs or builds: try again when it is done.")
  await step("Packages", () => install(root))
  release()
}

/**
 * @param {NodeJS.Dict<string>} env
 * @returns {Promise<number>} the exit code
 */
async function run(env) {
  const script = [
    "--conditions=react-server",
    "--import",
    "tsx",
    join(root, "scripts/commands", `${name}.ts`),
  ]
  const child = spawn(findNode(root).path, [...script, ...args], {
    cwd: root,
    // What a command has to say is its result; what goes wrong it says in words.
    env: { ...env, NODE_ENV: "production", LOG_LEVEL: "silent" },
    stdio: ["ignore", "inherit", "inherit"],
  })
  const ended = once(child, "exit")
  const forget = onStop(async () => {
    child.kill()
    await ended
  })
  const [code] = await ended
  forget()
  return code ?? 1
}
