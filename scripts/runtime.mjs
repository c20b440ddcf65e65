import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { Complaint } from "./say.mjs"

/** @throws {Complaint} when the Node that runs this is too old to go on */
export function checkNode() {
  if (isAtLeast(process.versions.node, 20, 0)) return
  throw new Complaint(`Alcove needs Node 20 or newer; this is ${process.versions.node}.`)
}

/**
 * The Node for the build and the app: the one among the packages where there is one for this machine, else this one.
 * @param {string} root
 * @returns {{ path: string, version: string }}
 */
export function findNode(root) {
  const packaged = join(root, "node_modules", ".bin", "node")
  try {
    return {
      path: packaged,
      version: execFileSync(packaged, ["--version"], { encoding: "utf8" }).trim().slice(1),
    }
  } catch {
    if (isAtLeast(process.versions.node, 22, 13))
      return { path: process.execPath, version: process.versions.node }
  }
  throw new Complaint(
    `On ${process.platform}-${process.arch} Alcove needs Node 22.13 or newer; this is ${process.versions.node}.`,
  )
}

/**
 * @param {string} version
 * @param {number} leastMajor
 * @param {number} leastMinor
 */
function isAtLeast(version, leastMajor, leastMinor) {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}
