import { execFileSync, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"
import { onStop } from "./stop.mjs"

const onLinux = process.platform === "linux"

/**
 * A name that no later process will have, although numbers are used again; undefined when the process is gone.
 * @param {number} pid
 */
export function nameOf(pid) {
  const started = onLinux ? startedOnLinux(pid) : ask(pid, "lstart")
  return started ? `${pid}-${started.replaceAll(/\W+/g, "_")}` : undefined
}

/**
 * The command line of a process, empty when it is gone or not ours to see.
 * @param {number} pid
 */
export function commandOf(pid) {
  if (!onLinux) return ask(pid, "command")
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  } catch {
    return ""
  }
}

/** @param {number} pid */
export function parentOf(pid) {
  return Number(onLinux ? statOf(pid)[1] : ask(pid, "ppid"))
}

/**
 * Waits until a process is gone. False when it is still there after that many milliseconds, or in a hurry.
 * @param {number} pid
 * @param {number} ms
 * @param {AbortSignal} [hurry]
 */
export async function isGoneWithin(pid, ms, hurry) {
  const name = nameOf(pid)
  const deadline = performance.now() + ms
  while (name !== undefined && nameOf(pid) === name) {
    if (performance.now() > deadline || hurry?.aborted) return false
    await pause(25)
  }
  return true
}

/**
 * Signals a process, or a whole group when the number is negative; one that is gone already is fine.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function send(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
  }
}

/**
 * Runs a command to its end and gives back all it printed. Stops with everything else.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, uid?: number, gid?: number }} options
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function run(command, args, options) {
  const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] })
  const forget = onStop((hurry) => child.pid && endGroup(child.pid, hurry))
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk
    })
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => resolve({ code, output }))
  }).finally(forget)
}

/**
 * @param {number} pid
 * @param {AbortSignal} hurry
 */
async function endGroup(pid, hurry) {
  send(-pid, "SIGTERM")
  if (!(await isGoneWithin(pid, 5_000, hurry))) send(-pid, "SIGKILL")
}

/** @param {number} pid */
function startedOnLinux(pid) {
  const [state, ...fields] = statOf(pid)
  // A zombie still has its number, but nothing of it runs any more.
  return state === "Z" || state === "X" ? undefined : fields[18]
}

/**
 * The fields after the name, which may itself hold spaces; none when the process is gone.
 * @param {number} pid
 */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  } catch {
    return []
  }
}

/**
 * One column of what ps knows about a process, empty when it is gone.
 * @param {number} pid
 * @param {string} column
 */
function ask(pid, column) {
  try {
    return execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim()
  } catch {
    return ""
  }
}
