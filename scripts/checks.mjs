import { connect } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
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
 * @throws {Complaint} that names host and port, and nothing else of the address
 */
export async function checkDatabase(databaseUrl) {
  const { host, port } = placeOf(databaseUrl)
  const problem = await tryToConnect(host, port)
  if (problem === undefined) return
  throw new Complaint(
    `The database at ${host}:${port} cannot be reached (${problem}). Start it, or correct DATABASE_URL.`,
  )
}

/**
 * @param {string} databaseUrl
 * @returns {{ host: string, port: number }}
 */
export function placeOf(databaseUrl) {
  try {
    const { protocol, hostname, port } = new URL(databaseUrl)
    if (!/^postgres(ql)?:$/.test(protocol) || hostname === "") throw new TypeError("not a Postgres address")
    return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port || 5432) }
  } catch {
    throw new Complaint("DATABASE_URL must look like postgres://user:password@host:5432/name")
  }
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | undefined>} what went wrong
 */
function tryToConnect(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 5_000 })
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
