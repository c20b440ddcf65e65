import { spawn } from "node:child_process"
import { once } from "node:events"
import { delimiter, resolve } from "node:path"
import { isStopping, onStop } from "../stop.mjs"

/**
 * Runs a command of this project's packages, its output shown as it comes. Tells whether it ended well; throws when it
 * did not, unless that is for the caller to judge (`mayFail`).
 * @param {string} command
 * @param {string[]} args
 * @param {{ mayFail?: boolean }} [options]
 */
export async function run(command, args, { mayFail = false } = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], env: environment() })
  const ended = once(child, "exit")
  const forget = onStop(async () => {
    child.kill("SIGINT")
    await ended
  })
  const [code] = await ended
  if (!isStopping()) forget()
  if (code !== 0 && !mayFail) throw new Error(`This failed: ${command} ${args.join(" ")}`)
  return code === 0
}

function environment() {
  const bin = resolve("node_modules/.bin")
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`, NEXT_TELEMETRY_DISABLED: "1" }
}
