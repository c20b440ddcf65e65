import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"

export type Ended = { code: number | null; stdout: string; stderr: string }

/**
 * Starts a command of the operator as `npm run` would, with these settings over the ones of the tests. It has a process
 * group of its own, so that a test can kill all of it at once.
 */
export function startCommand(
  name: string,
  args: string[] = [],
  settings: Record<string, string> = {},
): ChildProcess {
  return spawn(process.execPath, ["scripts/command.mjs", name, ...args], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  })
}

/** Runs a command of the operator to its end. */
export async function runCommand(...command: Parameters<typeof startCommand>): Promise<Ended> {
  const child = startCommand(...command)
  const output = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (chunk) => {
      output[name] += chunk
    })
  }
  const [code] = await once(child, "close")
  return { code, ...output }
}
