import { spawn } from "node:child_process"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { lastLines } from "./faults.mjs"
import { isGoneWithin, send } from "./processes.mjs"
import { Complaint } from "./say.mjs"
import { isStopping, onStop } from "./stop.mjs"

const wrapper = fileURLToPath(new URL("serve.mjs", import.meta.url))
const patience = 120_000

/**
 * Starts the app and waits until it answers that it is healthy. What it prints before that is shown only if it fails.
 * @param {{ node: string, command: string[], cwd: string, env: NodeJS.ProcessEnv, health: string }} options
 * @returns {Promise<{ ended: Promise<never> }>} `ended` rejects when the app ends by itself
 * @throws {Complaint} when it ends or stays silent instead
 */
export async function startApp({ node, command, cwd, env, health }) {
  const child = spawn(node, [wrapper, ...command], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  onStop((hurry) => end(child, hurry))
  const output = collect(child)
  const ended = failWhenEnded(child, output)
  await Promise.race([ended, waitUntilHealthy(health, output)])
  output.show()
  return { ended }
}

/** @param {import("node:child_process").ChildProcess} child */
function collect(child) {
  let kept = ""
  let shown = false
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      kept = (kept + chunk).slice(-20_000)
      if (shown) process.stdout.write(chunk)
    })
  }
  return {
    last: () => lastLines(kept, 12),
    show() {
      shown = true
    },
  }
}

/** @typedef {ReturnType<typeof collect>} Output */

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {Output} output
 * @returns {Promise<never>}
 */
function failWhenEnded(child, output) {
  return new Promise((_, reject) => {
    child.once("error", reject)
    child.once("close", (code, signal) => {
      reject(
        new Complaint(
          `The app ended by itself (${signal ?? `code ${code}`}). It said last:\n${output.last()}`,
        ),
      )
    })
  })
}

/**
 * @param {string} url
 * @param {Output} output
 */
async function waitUntilHealthy(url, output) {
  const deadline = performance.now() + patience
  while (!(await isHealthy(url))) {
    if (isStopping()) return
    if (performance.now() > deadline) {
      throw new Complaint(
        `The app gave no healthy answer in ${patience / 1000} s. It said last:\n${output.last()}`,
      )
    }
    await pause(50)
  }
}

/** @param {string} url */
async function isHealthy(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {AbortSignal} hurry
 */
async function end({ pid }, hurry) {
  if (pid === undefined) return
  send(pid, "SIGTERM")
  if (await isGoneWithin(pid, 15_000, hurry)) return
  send(-pid, "SIGKILL")
  await isGoneWithin(pid, 2_000)
}
