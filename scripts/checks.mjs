import { connect } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import { parseAddress, placeName } from "../drizzle/address.mjs"
import { isFree } from "./ports.mjs"
import { Complaint } from "./say.mjs"

/**
 * @param {number} port
 * @param {string} host
 * @throws {Complaint} when the app could not listen there
 */
export async function checkPort(port, host) {
  // An app whose launcher was killed needs a moment to leave.
  const deadline = performance.now() + 2_000
  while (!(await mayListen(port, host))) {
    if (performance.now() > deadline) {
      throw new Complaint(
        `PORT ${port} is taken by another program. Choose another: PORT=${port + 1} npm start`,
      )
    }
    await pause(100)
  }
}

/**
 * @param {number} port
 * @param {string} host
 */
async function mayListen(port, host) {
  try {
    return await isFree(port, host)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error
    if (code === "EACCES")
      throw new Complaint(`PORT ${port} is not open to this user. Choose one above 1023: PORT=3000`)
    throw new Complaint(
      `HOST ${host} is not an address of this machine (${code}). The usual one is HOST=127.0.0.1`,
    )
  }
}

/**
 * Whether something listens where DATABASE_URL points, before the long steps. The password is not tried yet.
 * @param {string} databaseUrl
 * @returns {Promise<string[]>} parameters that are left out
 * @throws {Complaint} that names the place, and nothing else of the address
 */
export async function checkDatabase(databaseUrl) {
  const address = readAddress(databaseUrl)
  const problems = await Promise.all(address.host.map((host, at) => tryToConnect(address, host, at)))
  if (problems.includes(undefined)) return address.dropped
  throw new Complaint(
    `The database at ${placeName(address)} cannot be reached (${problems[0]}). Start it, or correct DATABASE_URL.`,
  )
}

/** @param {string} databaseUrl */
export function readAddress(databaseUrl) {
  try {
    return parseAddress(databaseUrl)
  } catch (error) {
    throw new Complaint(error instanceof Error ? error.message : String(error))
  }
}

/**
 * @param {import("../drizzle/address.mjs").Address} address
 * @param {string} host
 * @param {number} at
 * @returns {Promise<string | undefined>} what went wrong
 */
function tryToConnect({ path, port }, host, at) {
  return new Promise((resolve) => {
    const place = path ? { path } : { host, port: port[at] ?? 5432 }
    const socket = connect({ ...place, timeout: 5_000 })
    const finish = (/** @type {string} */ problem) => {
      socket.destroy()
      resolve(problem)
    }
    socket.once("connect", () => {
      socket.destroy()
      resolve(undefined)
    })
    socket.once("timeout", () => finish("no answer in 5 s"))
    socket.once("error", (error) => finish("code" in error ? String(error.code) : error.message))
  })
}
